import { type ErrorCode, errors, type Problem } from '@sgim/auth-service/contract/errors';
import type { Audit } from '../audit/audit.ts';
import type { Owners } from '../gate/owners.ts';
import type { Studies } from '../gate/studies.ts';

/** What the routes in front of Orthanc's own work with. */
export interface Tools {
  host: Pick<Orthanc, 'restApi' | 'utf8' | 'cache' | 'requestContext'>;
  studies: Studies;
  owners: Owners;
  audit: Audit;
}

export type Answer = (request: RouteRequest) => RouteResponse;

export const answerJson = (value: unknown): RouteResponse => ({
  status: 200,
  headers: [['Content-Type', 'application/json; charset=utf-8']],
  body: JSON.stringify(value),
});

/** A problem of our API: a refusal that says why. */
export function refuse(status: number, code: ErrorCode): RouteResponse {
  const problem: Problem = { code, message: errors[code] };
  return {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
    ],
    body: JSON.stringify(problem),
  };
}

/** Nothing is said about what does not exist or is outside the scope, as when Orthanc's own API finds nothing for us. */
export const notFound: RouteResponse = { status: 404 };

/** Orthanc's answer as it is: what a caller sees who may see everything. */
export function passOn(
  { host }: Pick<Tools, 'host'>,
  { method, path, query, body }: Pick<RouteRequest, 'method' | 'path' | 'query' | 'body'>,
): RouteResponse {
  const answer = host.restApi({
    method,
    uri: path + writeQuery(query),
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, headers: keptHeaders(answer), body: answer.body };
}

/** As the client wrote it: Orthanc has only taken it apart. */
const writeQuery = (query: RouteRequest['query']) =>
  query.length === 0
    ? ''
    : `?${query.map(([name, value]) => (value === '' ? name : `${name}=${value}`)).join('&')}`;

const keptHeaders = ({ headers }: HttpClientResponse) =>
  headers.filter(([name]) => name === 'content-type' || name === 'content-disposition');

/** The body as a JSON object, or undefined for anything else. */
export function parseObject(
  { host }: Pick<Tools, 'host'>,
  body: ArrayBuffer | undefined,
): Record<string, unknown> | undefined {
  const value = parseJson({ host }, body);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** The body as JSON, or undefined for what is none. */
export function parseJson({ host }: Pick<Tools, 'host'>, body: ArrayBuffer | undefined): unknown {
  if (body === undefined) return undefined;
  try {
    return JSON.parse(host.utf8.decode(body));
  } catch {
    return undefined;
  }
}
