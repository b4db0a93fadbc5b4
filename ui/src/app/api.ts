import type { Api } from '@sgim/auth-service/contract/api';
import type { RouteInput, RouteOutput } from '@sgim/auth-service/contract/route';
import { isErrorCode, RequestProblem } from './problem.ts';

/** Only what the route declares, and only when it declares something. */
type Input<K extends keyof Api> = {
  [P in keyof RouteInput<Api[K]> as RouteInput<Api[K]>[P] extends undefined ? never : P]: RouteInput<
    Api[K]
  >[P];
};
type Arguments<K extends keyof Api> = keyof Input<K> extends never ? [] : [input: Input<K>];

interface Parts {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/**
 * Calls a route of the application's API by its declaration: `request('GET /sgim/api/tokens')`.
 * @throws RequestProblem with the API's own code, or `network` when no answer came
 */
export async function request<K extends keyof Api>(
  route: K,
  ...[input]: Arguments<K>
): Promise<RouteOutput<Api[K]>> {
  const { params = {}, query = {}, body } = (input ?? {}) as Parts;
  const [method = 'GET', path = ''] = route.split(' ');
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  ).toString();
  const response = await send(search ? `${filled}?${search}` : filled, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw await readProblem(response);
  return (response.status === 204 ? undefined : await response.json()) as RouteOutput<Api[K]>;
}

/** `fetch` whose failure to get any answer is a RequestProblem too. */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...init });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new RequestProblem('network', 0, { cause });
  }
}

/** Reads a refusal: the API's problem if it is one, else what the status says. */
export async function readProblem(response: Response): Promise<RequestProblem> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === 'object' && body !== null && 'code' in body && isErrorCode(body.code)) {
    const { code, message, details, requestId } = body as Record<string, unknown>;
    return new RequestProblem(body.code, response.status, {
      message: typeof message === 'string' ? message : String(code),
      details: Array.isArray(details) ? details.map(String) : [],
      requestId: typeof requestId === 'string' ? requestId : undefined,
    });
  }
  return problemOfStatus(response.status);
}

function problemOfStatus(status: number): RequestProblem {
  if (status === 401) return new RequestProblem('session.required', status);
  if (status === 403) return new RequestProblem('refused', status);
  if (status === 404) return new RequestProblem('not-found', status);
  return new RequestProblem('server', status);
}
