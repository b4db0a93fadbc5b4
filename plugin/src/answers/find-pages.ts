import type { Scope } from '../gate/scope.ts';
import { type FindIndex, largestAnswer } from './find-index.ts';
import { type FindQuery, isPlain, whole } from './find-query.ts';
import { isListable, type KeyTag, restrictTo } from './find-tags.ts';
import { cutLabels } from './label-cut.ts';
import { Refusal } from './refusal.ts';

/** One resource of a list that we have put together. */
export interface Row {
  id: string;
  /** Its DICOM identifier where it is known, by which Orthanc finds many at once. */
  key: string;
}

export interface Level {
  key: KeyTag;
  /** What finds a single one. Images have nothing of that kind. */
  parent: 'ParentPatient' | 'ParentStudy' | 'ParentSeries' | undefined;
}

type Resource = Record<string, unknown>;

/** How many resources Orthanc is asked for at once: more comparisons against fewer questions. */
const batchSize = 100;

/** All that match, not a page of them, with their keys where they will be expanded. */
export function listRows(index: FindIndex, { key }: Level, query: FindQuery): Row[] {
  if (isPlain(query)) return index.listIds(whole(query)).map((id) => ({ id, key: '' }));
  const rows = index.list({ ...whole(query), shape: { ResponseContent: [], RequestedTags: [key] } });
  return (rows as unknown as { ID: string; RequestedTags: Record<string, string | null> }[]).map(
    ({ ID, RequestedTags }) => ({ id: ID, key: RequestedTags[key] ?? '' }),
  );
}

/** The part of a list that the query asks for, in the shape that it asks for. */
export function answerPage(
  index: FindIndex,
  level: Level,
  { query, rows, scope }: { query: FindQuery; rows: readonly Row[]; scope: Scope },
  change: (resource: Resource) => Resource = (resource) => resource,
): string {
  const since = query.since ?? 0;
  const page = rows.slice(since, query.limit ? since + query.limit : undefined);
  if (isPlain(query)) return JSON.stringify(page.map(({ id }) => id));
  const texts: string[] = [];
  let size = 0;
  for (let start = 0; start < page.length; start += batchSize) {
    for (const resource of expand(index, level, query, page.slice(start, start + batchSize))) {
      const text = JSON.stringify(cutLabels(change(resource), scope));
      size += text.length;
      if (size > largestAnswer) throw new Refusal(400, 'search.too-broad');
      texts.push(text);
    }
  }
  return `[${texts.join(',')}]`;
}

/** What Orthanc says about these resources, in this order. One that is gone is left out. */
function expand(
  index: FindIndex,
  { key, parent }: Level,
  query: FindQuery,
  rows: readonly Row[],
): Resource[] {
  const found = new Map<unknown, Resource>();
  // With all that was asked, since Orthanc answers some of it under `RequestedTags`.
  const search = { ...whole(query), shape: query.shape, labels: [], orderBy: undefined };
  const find = (where: Partial<FindQuery>) => {
    for (const resource of index.list({ ...search, ...where })) found.set(resource.ID, resource);
  };
  const keys = rows.map((row) => row.key).filter(isListable);
  if (keys.length > 1 || parent === undefined) find({ tags: restrictTo(query.tags, key, keys) });
  if (parent !== undefined)
    for (const { id } of rows) if (!found.has(id)) find({ parent: { key: parent, id } });
  return rows.map(({ id }) => found.get(id)).filter((resource) => resource !== undefined);
}
