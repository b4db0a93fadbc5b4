import { ruleLabelsMetadata, uploaderMetadata } from '../ear/reserved.ts';

const metadata = /^\/(?:patients|studies|series|instances)\/[^/]+\/metadata\/([^/]+)$/;
const ours: ReadonlySet<number> = new Set([ruleLabelsMetadata, uploaderMetadata]);

/**
 * Whether a request is about what only we write and read: what is noted about a study to give it labels. Orthanc knows such metadata by numbers
 * (`05219` is one, too), and by the names that its configuration gives to numbers.
 *
 * @param names Orthanc's `"UserMetadata"`
 */
export function isReserved(
  { path }: Pick<FilteredRequest, 'path'>,
  names: Readonly<Record<string, unknown>>,
): boolean {
  const [, name] = metadata.exec(path) ?? [];
  if (name === undefined) return false;
  const given = Object.hasOwn(names, name) ? names[name] : name;
  return ours.has(Number(given));
}

/**
 * Whether a body is an HTML form. Orthanc takes it apart and handles each field as a request of its own, past what plugins register for whole
 * bodies, and answers nothing about them: only for uploading files is that of use.
 */
export const isForm = ({ path, headers }: Pick<FilteredRequest, 'path' | 'headers'>): boolean =>
  path !== '/instances' && /^\s*multipart\/form-data/i.test(headers['content-type'] ?? '');
