/** Whoever is refused chooses how often: each sentence is written once in this time. */
const quietMs = 10_000;

/** Returns a function that warns in Orthanc's log, each sentence now and then. Sentences carry nothing that a client wrote. */
export function makeQuietLog(
  { cache, log }: Pick<Orthanc, 'cache' | 'log'>,
  forMs = quietMs,
): (sentence: string) => void {
  return (sentence) => {
    const key = `logged ${sentence}`;
    if (cache.get(key) !== undefined) return;
    cache.set(key, '', forMs);
    log.warning(sentence);
  };
}
