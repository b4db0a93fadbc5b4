import { type Answer, parseJson, passOn, type Tools } from './answer.ts';
import { type Asking, readAsking } from './asking.ts';

/**
 * What starts something that Orthanc keeps for later and names nothing of ours: retrieving, and queries about the answers of a query.
 * Of the row of a route it is known that whoever asks may start it.
 */
export const retrievalRoute =
  '/(?:queries/[^/]+/(?:retrieve|answers/[^/]+/(?:retrieve|query-studies|query-series|query-instances))|modalities/[^/]+/(?:move|get))';

export function makeRetrieval(tools: Tools): Answer {
  return (request) => noteOwner(readAsking(tools, request), passOn(tools, request));
}

/** An answer of this kind is small; the result of a job that was waited for may be large. */
const longestStart = 4096;

/** What Orthanc has started: `{"ID": "…", "Path": "/jobs/…"}`. */
export function readStarted(tools: Pick<Tools, 'host'>, answer: RouteResponse): string | undefined {
  if (answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return undefined;
  if (answer.body.byteLength > longestStart) return undefined;
  const started = parseJson(tools, answer.body);
  if (typeof started !== 'object' || started === null || !('ID' in started) || !('Path' in started))
    return undefined;
  const { ID, Path } = started;
  const isWork = typeof ID === 'string' && typeof Path === 'string' && isWorkPath.test(Path);
  return isWork ? ID : undefined;
}

const isWorkPath = /\/(jobs|queries|storage-commitment)\//;

/**
 * Notes who has started a job, a query or a storage commitment, so that nobody else gets at it.
 *
 * @param studies What its output has, where it has any of ours.
 */
export function noteOwner(
  { tools, asker }: Asking,
  answer: RouteResponse,
  studies: readonly string[] = [],
): RouteResponse {
  const started = readStarted(tools, answer);
  const userId = asker.profile?.userId;
  if (started !== undefined && typeof userId === 'string') tools.owners.note(started, userId, studies);
  return answer;
}
