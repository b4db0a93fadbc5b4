import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import type { FindIndex } from './find-index.ts';
import { readLabelFilter, withLabels } from './find-labels.ts';
import type { Member, Members } from './find-members.ts';
import { answerPage, type Level, listRows } from './find-pages.ts';
import { type FindQuery, whole } from './find-query.ts';
import type { LevelFind } from './find-scope.ts';
import { isOfStudy, restrictTo } from './find-tags.ts';
import { Refusal } from './refusal.ts';

/** As many UIDs of studies as one search may have. */
const mostStudies = 10_000;
/** Orthanc compares each resource that it answers with each UID, in about a microsecond. */
const mostComparisons = 2_000_000;
/** Of a count, which the index does alone. */
const studiesPerCount = 5000;
/** How many resources Orthanc looks at, where it cannot say before. */
const unknownCount = 5000;

const series: Level = { key: 'SeriesInstanceUID', parent: 'ParentSeries' };
const instances: Level = { key: 'SOPInstanceUID', parent: undefined };

/** Series and images, which have no labels that mean anything: their studies must be in the scope. */
export function makeFindBelow(
  { studies }: Pick<Tools, 'studies'>,
  index: FindIndex,
  members: Members,
): LevelFind {
  /** The query with the filter for labels in Orthanc's words, and where it must look; undefined for nowhere. */
  const prepare = (query: FindQuery, scope: Scope): { query: FindQuery; within: Member[] } | undefined => {
    const filter = readLabelFilter(query, scope);
    if (filter.kind === 'nothing') return undefined;
    const prepared = withLabels(query, filter);
    if (query.parent !== undefined && query.parent.key !== 'ParentPatient') {
      const level = query.parent.key === 'ParentStudy' ? 'studies' : 'series';
      const study = studies.findStudy(level, query.parent.id);
      return study !== undefined && studies.isInside(study, scope)
        ? { query: prepared, within: [] }
        : undefined;
    }
    const { tags, caseSensitive, parent } = query;
    const narrowing = { tags: tags.filter(([name]) => isOfStudy(name)), caseSensitive, parent };
    const within = members.list(scope, narrowing, ['StudyInstanceUID']);
    const [only, ...others] = within;
    if (only === undefined) return undefined;
    if (others.length > 0) return { query: prepared, within };
    return { query: { ...prepared, parent: { key: 'ParentStudy', id: only.study } }, within: [] };
  };

  const isTooMuch = (query: FindQuery, uids: readonly string[]): boolean => {
    const most = mostComparisons / uids.length;
    if (query.limit && query.limit <= most) return false;
    return Math.min(query.limit || Number.POSITIVE_INFINITY, countIfAny(query)) > most;
  };

  const countIfAny = (query: FindQuery): number => {
    try {
      return index.count(query);
    } catch (error) {
      if (error instanceof Refusal && error.status === 400) return unknownCount;
      throw error;
    }
  };

  /** Where others have the same UIDs, Orthanc can neither page nor count without them. */
  const answerWithout = (foreign: readonly string[], query: FindQuery, scope: Scope): string => {
    const level = query.level === 'Series' ? series : instances;
    const unwanted = new Set(foreign.flatMap((id) => index.listIds(whole(inStudy(query, id)))));
    const rows = listRows(index, level, query).filter(({ id }) => !unwanted.has(id));
    return answerPage(index, level, { query, rows, scope });
  };

  return {
    find: (query, scope) => {
      const prepared = prepare(query, scope);
      if (prepared === undefined) return '[]';
      if (prepared.within.length === 0) return index.answer(prepared.query, scope);
      if (prepared.within.length > mostStudies) throw new Refusal(400, 'search.too-broad');
      const { uids, foreign } = members.listUids(prepared.within, scope, query.parent);
      if (uids.length === 0) return '[]';
      const restricted = { ...prepared.query, tags: restrictTo(query.tags, 'StudyInstanceUID', uids) };
      if (isTooMuch(foreign.length === 0 ? restricted : whole(restricted), uids))
        throw new Refusal(400, 'search.too-broad');
      return foreign.length === 0
        ? index.answer(restricted, scope)
        : answerWithout(foreign, restricted, scope);
    },

    count: (query, scope) => {
      const prepared = prepare(query, scope);
      if (prepared === undefined) return 0;
      if (prepared.within.length === 0) return index.count(prepared.query);
      const { uids, foreign } = members.listUids(prepared.within, scope, query.parent);
      let count = 0;
      for (let start = 0; start < uids.length; start += studiesPerCount) {
        const some = uids.slice(start, start + studiesPerCount);
        count += index.count({ ...prepared.query, tags: restrictTo(query.tags, 'StudyInstanceUID', some) });
      }
      for (const id of foreign) count -= index.count(inStudy(prepared.query, id));
      return count;
    },
  };
}

const inStudy = (query: FindQuery, id: string): FindQuery => ({
  ...query,
  parent: { key: 'ParentStudy', id },
});
