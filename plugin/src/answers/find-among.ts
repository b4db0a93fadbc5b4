import type { Scope } from '../gate/scope.ts';
import { type FindIndex, largestAnswer } from './find-index.ts';
import type { Member, Members } from './find-members.ts';
import { answerPage, type Level, listRows } from './find-pages.ts';
import { type FindQuery, isPlain, whole } from './find-query.ts';
import { restrictTo } from './find-tags.ts';
import { cutLabels } from './label-cut.ts';
import { Refusal } from './refusal.ts';

/** Series and images of several studies, which Orthanc finds by the UIDs of these. */
export interface FindAmong {
  find(query: FindQuery, within: readonly Member[], scope: Scope): ArrayBuffer | string;
  count(query: FindQuery, within: readonly Member[], scope: Scope): number;
}

/** As many UIDs of studies as one search may have. */
const mostStudies = 10_000;
/** Orthanc compares each resource that it answers with each UID, in about a microsecond. */
const mostComparisons = 2_000_000;
/** Of a list that is put together from several searches: less to compare for each. */
const studiesPerPart = 30;
const mostInParts = 100_000;
/** Of a count, for which nothing is compared outside the database. */
const studiesPerCount = 5000;
/** How many resources Orthanc looks at, where it cannot say before. */
const unknownCount = 5000;

const series: Level = { key: 'SeriesInstanceUID', parent: 'ParentSeries' };
const instances: Level = { key: 'SOPInstanceUID', parent: undefined };

export function makeFindAmong(index: FindIndex, members: Members): FindAmong {
  /** How many resources Orthanc will look at. */
  const measure = (query: FindQuery): number => {
    try {
      return Math.min(query.limit || Number.POSITIVE_INFINITY, index.count(query));
    } catch (error) {
      // It does not count by tags that are not in the database.
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

  /** All of them, in the order that Orthanc gives them without another: that of the identifiers. */
  const answerInParts = (query: FindQuery, uids: readonly string[], scope: Scope): string => {
    const texts = new Map<string, string>();
    let size = 0;
    for (let start = 0; start < uids.length; start += studiesPerPart) {
      const part = inStudies(query, uids.slice(start, start + studiesPerPart));
      const items: (string | Record<string, unknown>)[] = isPlain(query)
        ? index.listIds(part)
        : index.list(part);
      for (const item of items) {
        const text = JSON.stringify(cutLabels(item, scope));
        size += text.length;
        texts.set(typeof item === 'string' ? item : String(item.ID), text);
      }
      if (size > largestAnswer) throw new Refusal(400, 'search.too-broad');
    }
    return `[${[...texts.keys()]
      .sort()
      .map((id) => texts.get(id))
      .join(',')}]`;
  };

  return {
    find: (query, within, scope) => {
      if (within.length > mostStudies) throw new Refusal(400, 'search.too-broad');
      const { uids, foreign } = members.listUids(within, scope, query.parent);
      if (uids.length === 0) return '[]';
      const all = inStudies(query, uids);
      const most = mostComparisons / uids.length;
      if (foreign.length > 0) {
        if (measure(whole(all)) > most) throw new Refusal(400, 'search.too-broad');
        return answerWithout(foreign, all, scope);
      }
      if (query.limit && query.limit <= most) return index.answer(all, scope);
      const count = measure(all);
      if (count <= most) return index.answer(all, scope);
      const isOneList = !query.limit && !query.since && query.orderBy === undefined;
      if (!isOneList || count > mostInParts) throw new Refusal(400, 'search.too-broad');
      return answerInParts(query, uids, scope);
    },

    count: (query, within, scope) => {
      const { uids, foreign } = members.listUids(within, scope, query.parent);
      let count = 0;
      for (let start = 0; start < uids.length; start += studiesPerCount)
        count += index.count(inStudies(query, uids.slice(start, start + studiesPerCount)));
      for (const id of foreign) count -= index.count(inStudy(query, id));
      return count;
    },
  };
}

const inStudies = (query: FindQuery, uids: readonly string[]): FindQuery => ({
  ...query,
  tags: restrictTo(query.tags, 'StudyInstanceUID', uids),
});

const inStudy = (query: FindQuery, id: string): FindQuery => ({
  ...query,
  parent: { key: 'ParentStudy', id },
});
