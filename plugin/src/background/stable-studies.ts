import type { Labelling } from '../ear/labelling.ts';
import type { Studies } from '../gate/studies.ts';
import { makeQuietLog } from '../quiet-log.ts';
import type { Change, ChangeLog, Place } from './change-log.ts';
import type { LabelRules } from './label-rules.ts';

interface Parts {
  log: ChangeLog;
  rules: Pick<LabelRules, 'read'>;
  label: Labelling;
  studies: Pick<Studies, 'findStudy'>;
}

/** Of one run. */
const sliceMs = 2000;
/** A study that cannot be labelled, whatever is wrong with it, must not keep the others waiting for ever. */
const patience = 5;
const failuresMs = 3600 * 1000;

const stable = ['StableStudy'];
/** Of what was being received when the process before this one ended. */
const received = [...stable, 'NewStudy', 'NewSeries'];

/** Labels each study by the rules as soon as nothing more comes (Orthanc's `StableAge`). */
export function makeStableStudies(
  host: Pick<Orthanc, 'cache' | 'log'>,
  { log, rules, label, studies }: Parts,
): () => void {
  const warn = makeQuietLog(host);

  const findStudy = ({ ResourceType, ID }: Change): string | undefined =>
    ResourceType === 'Study' ? ID : studies.findStudy('series', ID);

  /** Whether it may be left behind: done, or tried often enough. */
  const settle = (change: Change, apply: (study: string) => void): boolean => {
    const study = findStudy(change);
    if (study === undefined) return true;
    try {
      apply(study);
      return true;
    } catch (error) {
      warn(`A study has not been labelled: ${error instanceof Error ? error.message : 'unknown'}`);
      const key = `labelling failed ${change.Seq}`;
      const failures = Number(host.cache.get(key) ?? 0) + 1;
      host.cache.set(key, String(failures), failuresMs);
      return failures >= patience;
    }
  };

  /** @returns the place up to which everything is settled */
  const work = (place: Place): { place: Place; isOver: boolean } => {
    const { changes, next, isEnd } = log.read(place, place.isBefore ? received : stable);
    if (isEnd) return { place: next, isOver: true };
    // Where the rules cannot be had, the change waits.
    const current = changes.length === 0 ? [] : rules.read();
    const done = new Set<string>();
    for (const change of changes) {
      const apply = (study: string) => {
        if (!done.has(study)) label(study, current);
        done.add(study);
      };
      if (!settle(change, apply)) return { place: { ...place, since: change.Seq - 1 }, isOver: true };
    }
    return { place: next, isOver: false };
  };

  return () => {
    const end = Date.now() + sliceMs;
    let isOver = false;
    let place = log.findPlace();
    while (!isOver && Date.now() < end) {
      try {
        ({ place, isOver } = work(place));
      } catch (error) {
        warn(`Label rules wait: ${error instanceof Error ? error.message : 'unknown'}`);
        isOver = true;
      }
      log.keepPlace(place);
    }
  };
}
