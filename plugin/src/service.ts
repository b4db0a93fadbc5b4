import type { Configuration } from './configuration.ts';

/** The service is away, hangs, or answers something else than the contract says. */
export class ServiceUnavailable extends Error {
  override name = 'ServiceUnavailable';
}

/**
 * What the service says, kept under a key: one question, however many requests wait for it. Those who wait are told of a failure by its
 * message alone.
 *
 * @throws ServiceUnavailable
 */
export function askOnce(cache: Orthanc['cache'], key: string, ask: () => Cached): string {
  try {
    const answer = cache.getOrCompute(key, ask);
    if (answer !== undefined) return answer;
  } catch (error) {
    if (error instanceof ServiceUnavailable) throw error;
    throw new ServiceUnavailable(error instanceof Error ? error.message : 'failed', { cause: error });
  }
  throw new ServiceUnavailable('gave nothing');
}

type Host = Pick<Orthanc, 'http' | 'cache'>;
type Question = Omit<HttpClientRequest, 'url'> & {
  /** Path and query, percent-encoded, or the whole address where a foreign service has a route elsewhere. */
  target: string;
};

/** A failure that took this long has held an HTTP thread: the others are spared. */
const longMs = 500;
/** For how long they are. */
const restMs = 1000;
/** By origin: a foreign service may have its routes on several machines. */
const hangsKey = (address: string) => `hangs ${/^[^/]*\/\/[^/]*/.exec(address)?.[0]}`;

/**
 * The one way to the auth service. While it hangs, whoever asks is refused at once instead of waiting too: Orthanc has 50 threads
 * for all its clients. One that is simply not there costs nothing to ask.
 *
 * @returns a function that throws {@link ServiceUnavailable} where there is no answer.
 */
export function makeService(
  host: Host,
  { url }: Pick<Configuration['service'], 'url'>,
): (question: Question) => HttpClientResponse {
  return ({ target, ...question }) => {
    const address = target.startsWith('/') ? url + target : target;
    const key = hangsKey(address);
    if (host.cache.get(key) !== undefined) throw new ServiceUnavailable('gave no answer a moment ago');
    const begun = Date.now();
    try {
      return host.http({ ...question, url: address });
    } catch (error) {
      if (Date.now() - begun >= longMs) host.cache.set(key, '', restMs);
      throw new ServiceUnavailable('gives no answer', { cause: error });
    }
  };
}
