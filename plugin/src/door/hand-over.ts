import { type ErrorCode, errors, type Problem } from '@sgim/auth-service/contract/errors';
import type { Configuration } from '../configuration.ts';

type Header = [name: string, value: string];
type Host = Pick<Orthanc, 'http' | 'cache' | 'log'>;

const largestBody = 1024 * 1024;
/** Covers the service's own calls to an identity provider; an HTTP thread waits for no longer. */
const timeoutMs = 5000;

/** RFC 9110 § 7.6.1 and what only concerns one connection. */
const hopByHop = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What the service believes because the door says it: a client's own copies are dropped. */
const sayings = /^(?:host|forwarded|x-forwarded-.*|x-real-ip|x-sgim-.*|x-http-method-override)$/;

/**
 * Hands a request on to the auth service and its answer back, so that browsers see one origin. Who may do it, and from which
 * pages, is for the service to decide.
 */
export function makeHandOver(
  host: Host,
  { service, publicOrigin }: Configuration,
): (request: RouteRequest) => RouteResponse {
  return (request) => {
    if ((request.body?.byteLength ?? 0) > largestBody) return refuse(413, 'request.too-large');

    let answer: HttpClientResponse;
    try {
      answer = host.http({
        method: request.method,
        url: service.url + encodePath(request.path) + encodeQuery(request.query),
        headers: requestHeaders(request, service.doorSecret, publicOrigin),
        ...(request.body === undefined ? {} : { body: request.body }),
        timeoutMs,
      });
    } catch (error) {
      host.log.warning(
        `The auth service gives no answer: ${error instanceof Error ? error.message : 'failed'}`,
      );
      return refuse(503, 'service.unavailable', [['Retry-After', '1']]);
    }
    // A change that the service accepted (sign-out, a revoked token, a role) may have changed what credentials are worth.
    if (request.method !== 'GET' && answer.status < 400) host.cache.clear();
    return { status: answer.status, headers: answerHeaders(answer.headers), body: answer.body };
  };
}

/** Orthanc has decoded the path once. */
const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** As the client wrote it; Orthanc has only taken it apart. */
const encodeQuery = (query: RouteRequest['query']) =>
  query.length === 0 ? '' : `?${query.map(([name, value]) => `${name}=${value}`).join('&')}`;

function requestHeaders(
  request: RouteRequest,
  doorSecret: string,
  publicOrigin: string | undefined,
): Header[] {
  const headers: Header[] = [];
  const dropped = namedByConnection(request.headers.connection);
  for (const [name, value] of Object.entries(request.headers)) {
    if (hopByHop.has(name) || dropped.has(name) || sayings.test(name)) continue;
    // Passwords of the service's own callers are never passed on for somebody else.
    if (name === 'authorization' && !/^bearer /i.test(value)) continue;
    headers.push([name, value]);
  }
  headers.push(
    ['x-sgim-door', doorSecret],
    ['x-forwarded-for', request.ip],
    ['x-forwarded-proto', publicOrigin?.startsWith('https:') ? 'https' : 'http'],
  );
  const { host } = request.headers;
  if (host !== undefined) headers.push(['x-forwarded-host', host]);
  return headers;
}

function answerHeaders(headers: readonly Header[]): Header[] {
  const dropped = namedByConnection(headers.find(([name]) => name === 'connection')?.[1]);
  return headers.filter(([name]) => !hopByHop.has(name) && !dropped.has(name) && name !== 'date');
}

const namedByConnection = (connection: string | undefined) =>
  new Set(
    connection
      ?.toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  );

function refuse(status: number, code: ErrorCode, more: Header[] = []): RouteResponse {
  const problem: Problem = { code, message: errors[code] };
  return {
    status,
    headers: [
      ...more,
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: JSON.stringify(problem),
  };
}
