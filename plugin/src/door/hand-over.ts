import { type ErrorCode, errors, type Problem } from '@sgim/auth-service/contract/errors';
import type { Configuration } from '../configuration.ts';
import { findCredential } from '../gate/credential.ts';
import type { Profiles } from '../gate/profile.ts';
import { makeQuietLog } from '../quiet-log.ts';
import type { makeService } from '../service.ts';
import { findClientAddress } from './client-address.ts';

type Header = [name: string, value: string];
type Host = Pick<Orthanc, 'cache' | 'log'>;

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
  service: ReturnType<typeof makeService>,
  profiles: Profiles,
  configuration: Configuration,
): (request: RouteRequest) => RouteResponse {
  const warn = makeQuietLog(host);
  return (request) => {
    if ((request.body?.byteLength ?? 0) > largestBody) return refuse(413, 'request.too-large');
    // Passwords are for the service's own callers: never passed on for somebody else, nor replaced by a cookie.
    const { authorization } = request.headers;
    if (authorization !== undefined && !/^bearer /i.test(authorization))
      return refuse(401, 'session.required');

    let answer: HttpClientResponse;
    try {
      answer = service({
        method: request.method,
        target: encodePath(request.path) + encodeQuery(request.query),
        headers: requestHeaders(request, configuration),
        ...(request.body === undefined ? {} : { body: request.body }),
        timeoutMs,
      });
    } catch (error) {
      warn(`The auth service ${error instanceof Error ? error.message : 'failed'}`);
      return refuse(503, 'service.unavailable', [['Retry-After', '1']]);
    }
    if (request.method !== 'GET' && answer.status < 400) forgetProfiles(request, profiles, configuration);
    return { status: answer.status, headers: answerHeaders(answer.headers), body: answer.body };
  };
}

/**
 * A change that the service accepted may have changed what credentials are worth: under `/auth/`, that of whoever asked (anybody
 * can sign out, and must not make the gate ask again for everybody); in the application's API, anybody's.
 */
function forgetProfiles(
  request: RouteRequest,
  profiles: Profiles,
  { tokenNames }: Pick<Configuration, 'tokenNames'>,
): void {
  if (!request.path.startsWith('/auth/')) profiles.forgetAll();
  const claim = findCredential(request, tokenNames);
  if (typeof claim === 'object') profiles.forget(claim);
}

/** Orthanc has decoded the path once. */
const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/');

/** As the client wrote it: Orthanc has only taken it apart. What may not stand in an address is encoded. */
const encodeQuery = (query: RouteRequest['query']) =>
  query.length === 0
    ? ''
    : `?${query.map(([name, value]) => `${name}=${value}`).join('&')}`.replace(
        /[^!-~]+|#/g,
        encodeURIComponent,
      );

function requestHeaders(request: RouteRequest, configuration: Configuration): Header[] {
  const { service, publicOrigin, trustedProxies } = configuration;
  const headers: Header[] = [];
  const dropped = namedByConnection(request.headers.connection);
  for (const [name, value] of Object.entries(request.headers)) {
    if (hopByHop.has(name) || dropped.has(name) || sayings.test(name)) continue;
    headers.push([name, value]);
  }
  headers.push(
    ['x-sgim-door', service.doorSecret],
    ['x-forwarded-for', findClientAddress(request.ip, request.headers['x-forwarded-for'], trustedProxies)],
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
