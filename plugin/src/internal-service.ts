import type { Route, RouteInput, RouteOutput } from '@sgim/auth-service/contract/route';
import type { Configuration } from './configuration.ts';

/** The service answered, but not with what was asked for. */
export class ServiceRefusal extends Error {
  override name = 'ServiceRefusal';
  constructor(readonly status: number) {
    super(`the auth service answered ${status}`);
  }
}

interface Question<R extends Route> {
  method: R['method'];
  /** With its parameters filled in. */
  path: R extends { params: unknown } ? string : R['path'];
  body?: RouteInput<R>['body'];
  timeoutMs: number;
}

/** Asks the service for what its contract calls internal, from threads that may wait. */
export type InternalService = <R extends Route>(question: Question<R>) => RouteOutput<R>;

/** A service of another make, which has none of this, is asked again so seldom. */
const absentMs = 60_000;

/**
 * Past the circuit breaker of the requests that people wait for: a poll that waits for something to happen, or a slow delivery,
 * says nothing about whether a profile can be had.
 *
 * @returns a function that throws {@link ServiceRefusal}, or an Error where there is no answer.
 */
export function makeInternalService(
  host: Pick<Orthanc, 'http' | 'utf8' | 'cache'>,
  { url, authorization }: Pick<Configuration['service'], 'url' | 'authorization'>,
): InternalService {
  return ({ method, path, body, timeoutMs }) => {
    const absentKey = `the auth service has no ${path}`;
    if (host.cache.get(absentKey) !== undefined) throw new ServiceRefusal(404);
    const answer = host.http({
      method,
      url: url + path,
      headers: [
        ['authorization', authorization],
        ['content-type', 'application/json'],
        ['accept', 'application/json'],
      ],
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeoutMs,
    });
    if (answer.status === 404) host.cache.set(absentKey, '', absentMs);
    if (answer.status !== 200) throw new ServiceRefusal(answer.status);
    return JSON.parse(host.utf8.decode(answer.body));
  };
}

/** Why a question had no answer, for the log. */
export const describeFailure = (error: unknown): string =>
  error instanceof ServiceRefusal ? error.message : 'the auth service gives no answer';
