import type { Configuration } from './configuration.ts';

/** The service is away, hangs, or answers something else than the contract says. */
export class ServiceUnavailable extends Error {
  override name = 'ServiceUnavailable';
}

type Host = Pick<Orthanc, 'http' | 'cache'>;
type Question = Omit<HttpClientRequest, 'url'> & {
  /** Path and query, percent-encoded. */
  target: string;
};

/** A failure that took this long has held an HTTP thread: the others are spared. */
const longMs = 500;
/** For how long they are. */
const restMs = 1000;
const hangsKey = 'auth-service-hangs';

/**
 * The one way to the auth service. While it hangs, whoever asks is refused at once instead of waiting too: Orthanc has 50 threads
 * for all its clients. One that is simply not there costs nothing to ask.
 *
 * @returns a function that throws {@link ServiceUnavailable} where there is no answer.
 */
export function makeService(
  host: Host,
  { url }: Configuration['service'],
): (question: Question) => HttpClientResponse {
  return ({ target, ...question }) => {
    if (host.cache.get(hangsKey) !== undefined) throw new ServiceUnavailable('gave no answer a moment ago');
    const begun = Date.now();
    try {
      return host.http({ ...question, url: url + target });
    } catch (error) {
      if (Date.now() - begun >= longMs) host.cache.set(hangsKey, '', restMs);
      throw new ServiceUnavailable('gives no answer', { cause: error });
    }
  };
}
