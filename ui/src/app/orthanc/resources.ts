import { readProblem, send } from '../api.ts';
import { RequestProblem } from '../problem.ts';

/** DICOM tags by keyword, as Orthanc writes them. */
export type Tags = Partial<Record<string, string>>;

/** A study as `/studies/{id}` and `/tools/find` with `Expand` answer it. */
export interface OrthancStudy {
  ID: string;
  IsStable: boolean;
  Labels: string[];
  LastUpdate?: string;
  MainDicomTags: Tags;
  PatientMainDicomTags: Tags;
  ParentPatient: string;
  RequestedTags?: Tags;
  Series: string[];
}

export interface OrthancSeries {
  ID: string;
  Instances: string[];
  MainDicomTags: Tags;
  ParentStudy: string;
}

export interface OrthancSystem {
  Version: string;
  Name: string;
}

/** What the search of Orthanc takes; see `/tools/find` in the Orthanc Book. */
export interface FindRequest {
  Level: 'Study' | 'Series' | 'Instance';
  Query: Record<string, string>;
  CaseSensitive: false;
  Expand?: boolean;
  Limit?: number;
  Since?: number;
  RequestedTags?: string[];
  OrderBy?: { Type: 'DicomTag' | 'Metadata'; Key: string; Direction: 'ASC' | 'DESC' }[];
}

interface Options {
  signal?: AbortSignal;
}

/**
 * Reads from Orthanc's REST interface with the session of the page.
 * @throws RequestProblem
 */
export async function read<T>(path: `/${string}`, { signal }: Options = {}): Promise<T> {
  const response = await send(path, signal ? { signal } : {});
  if (!response.ok) throw await readOrthancProblem(response);
  return (await response.json()) as T;
}

async function post<T>(path: `/${string}`, body: unknown, { signal }: Options = {}): Promise<T> {
  const response = await send(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await readOrthancProblem(response);
  return (await response.json()) as T;
}

export const find = <T>(request: FindRequest, options?: Options): Promise<T[]> =>
  post('/tools/find', { ...request, Expand: true }, options);

/**
 * How many resources match. Orthanc counts by its index alone, which leaves out whatever is not ASCII: what is asked for with such
 * letters is counted by finding it.
 */
export async function count(
  request: Pick<FindRequest, 'Level' | 'Query' | 'CaseSensitive'>,
  options?: Options,
): Promise<number> {
  if (/[^\x20-\x7e]/.test(Object.values(request.Query).join('')))
    return (await post<string[]>('/tools/find', request, options)).length;
  const { Count } = await post<{ Count: number }>('/tools/count-resources', request, options);
  return Count;
}

async function readOrthancProblem(response: Response): Promise<RequestProblem> {
  if (response.status === 400 || response.status === 500) {
    const body = (await response.json().catch(() => ({}))) as { Message?: string; Details?: string };
    const message = body.Details || body.Message;
    if (message) return new RequestProblem('engine', response.status, { message });
    return new RequestProblem('server', response.status);
  }
  return readProblem(response);
}
