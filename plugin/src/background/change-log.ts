import { changesProperty } from '../ear/reserved.ts';

/** One entry of Orthanc's change log. */
export interface Change {
  Seq: number;
  ChangeType: string;
  ResourceType: string;
  ID: string;
}

interface Answer {
  Changes: Change[];
  Done: boolean;
  Last: number;
}

/** Where in the change log somebody is. */
export interface Place {
  since: number;
  /** From before this process began: what was going on then has had no end. */
  isBefore: boolean;
}

interface Page {
  changes: Change[];
  next: Place;
  /** There is nothing after the place. */
  isEnd: boolean;
}

/** Reads Orthanc's change log from where it was left, also by a process that was killed. */
export interface ChangeLog {
  findPlace(): Place;
  /** Changes of these types after a place, in their order, and the place after them. */
  read(place: Place, types: readonly string[]): Page;
  keepPlace(place: Place): void;
}

const pageSize = 200;
const placeKey = 'change log up to';
const checkpointKey = 'change log checkpoint';
const abilityKey = 'change log can be filtered';
const memoryMs = 24 * 3600 * 1000;

/**
 * @param lagMs What is kept for the next process is at least so old: the time in which a study that was received before may still
 *   not be complete. Orthanc forgets at its end which ones are not.
 */
export function makeChangeLog(
  host: Pick<Orthanc, 'restApi' | 'cache' | 'properties' | 'utf8'>,
  lagMs: number,
): ChangeLog {
  const { cache, properties } = host;

  const read = <T>(uri: string): T => {
    const { status, body } = host.restApi({ method: 'GET', uri });
    if (status !== 200) throw new Error('Orthanc does not show its change log');
    return JSON.parse(host.utf8.decode(body));
  };

  /** Only some databases sort out by type. */
  const canFilter = (): boolean =>
    cache.getOrCompute(abilityKey, () => {
      const { Capabilities } = read<{ Capabilities?: { HasExtendedChanges?: boolean } }>('/system');
      return { value: String(Capabilities?.HasExtendedChanges === true), ttlMs: memoryMs };
    }) === 'true';

  const keep = (since: number): void => {
    if (properties.get(changesProperty) !== String(since)) properties.set(changesProperty, String(since));
  };

  return {
    findPlace: () => {
      const live = cache.get(placeKey);
      if (live !== undefined) return JSON.parse(live);
      const kept = properties.get(changesProperty);
      if (kept !== undefined && kept !== '') return { since: Number(kept), isBefore: true };
      const { Last } = read<Answer>('/changes?last');
      keep(Last);
      return { since: Last, isBefore: false };
    },

    read: ({ since, isBefore }, types) => {
      const filter = canFilter() ? `&type=${types.join(';')}` : '';
      const { Changes, Last } = read<Answer>(`/changes?since=${since}&limit=${pageSize}${filter}`);
      const changes = Changes.filter(({ ChangeType }) => types.includes(ChangeType));
      const isEnd = Changes.length === 0;
      // At the end the last of all types is told, before which one of these may still appear.
      return { changes, next: { since: isEnd ? since : Last, isBefore: isBefore && !isEnd }, isEnd };
    },

    keepPlace: (place) => {
      cache.set(placeKey, JSON.stringify(place), memoryMs);
      const now = Date.now();
      const text = cache.get(checkpointKey);
      const checkpoint: { at: number; since: number } | undefined =
        text === undefined ? undefined : JSON.parse(text);
      if (checkpoint !== undefined && now - checkpoint.at < lagMs) return;
      cache.set(checkpointKey, JSON.stringify({ at: now, since: place.since }), memoryMs);
      if (checkpoint !== undefined) keep(checkpoint.since);
    },
  };
}
