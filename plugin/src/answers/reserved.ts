import { isOurMetadata } from '../ear/reserved.ts';

const metadata = /^\/(?:patients|studies|series|instances)\/[^/]+\/metadata\/([^/]+)$/;

/** Whether a path (normalised) is about what only we write and read: what is noted about a study to give it labels. */
export function isReserved(path: string): boolean {
  const [, name] = metadata.exec(path) ?? [];
  return name !== undefined && isOurMetadata(name);
}

/**
 * Whether a body is an HTML form. Orthanc takes it apart and handles each field as a request of its own, past what plugins register for whole
 * bodies, and answers nothing about them: only for uploading files is that of use.
 */
export const isForm = ({ path, headers }: Pick<FilteredRequest, 'path' | 'headers'>): boolean =>
  path !== '/instances' && /^\s*multipart\/form-data/i.test(headers['content-type'] ?? '');
