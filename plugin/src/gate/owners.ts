/** Longer than anybody waits for an archive or works with the answers of a query. */
const ownershipMs = 24 * 3600 * 1000;

/** Who started a job or a query, so that nobody else gets its output: Orthanc does not know. */
export interface Owners {
  /** @param id of a job, a query or a storage commitment */
  note(id: string, userId: string): void;
  isOwner(id: string, userId: string): boolean;
}

/** Kept in memory: after a restart only whoever may see every study gets at what was started before. */
export function makeOwners({ cache }: Pick<Orthanc, 'cache'>): Owners {
  const keyOf = (id: string) => `owner ${id}`;
  return {
    note: (id, userId) => cache.set(keyOf(id), userId, ownershipMs),
    isOwner: (id, userId) => cache.get(keyOf(id)) === userId,
  };
}
