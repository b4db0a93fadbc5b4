/** Longer than anybody waits for an archive or works with the answers of a query. */
const ownershipMs = 24 * 3600 * 1000;

/** Who started a job or a query, so that nobody else gets its output: Orthanc does not know. */
export interface Owners {
  /**
   * @param id of a job, a query or a storage commitment
   * @param studies What the output has, as far as it is for those alone who may still have these.
   */
  note(id: string, userId: string, studies?: readonly string[]): void;
  isOwner(id: string, userId: string): boolean;
  listStudies(id: string): readonly string[];
}

/** Kept in memory: after a restart only whoever may see every study gets at what was started before. */
export function makeOwners({ cache }: Pick<Orthanc, 'cache'>): Owners {
  const keyOf = (id: string) => `owner ${id}`;
  const studiesKeyOf = (id: string) => `studies of work ${id}`;
  return {
    note: (id, userId, studies = []) => {
      // Before there is an owner: with the one and without the other, it would be had without regard to them.
      if (studies.length > 0) cache.set(studiesKeyOf(id), JSON.stringify(studies), ownershipMs);
      cache.set(keyOf(id), userId, ownershipMs);
    },
    isOwner: (id, userId) => cache.get(keyOf(id)) === userId,
    listStudies: (id) => JSON.parse(cache.get(studiesKeyOf(id)) ?? '[]'),
  };
}
