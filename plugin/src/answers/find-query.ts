import { isOurMetadata } from '../ear/reserved.ts';
import { isRecord } from '../forms.ts';

/** `Level` of `/tools/find`. */
export type FindLevel = 'Patient' | 'Study' | 'Series' | 'Instance';

type ParentKey = 'ParentPatient' | 'ParentStudy' | 'ParentSeries';
type LabelsConstraint = 'All' | 'Any' | 'None';

/** A search that Orthanc would carry out, as the body of `/tools/find` and `/tools/count-resources` has it. */
export interface FindQuery {
  level: FindLevel;
  /** Names as they were given: a tag may be there twice, spelled differently, and both must match. */
  tags: readonly (readonly [name: string, value: string])[];
  metadata?: object | undefined;
  caseSensitive?: boolean | undefined;
  labels?: readonly string[];
  labelsConstraint?: LabelsConstraint;
  /** The only one that Orthanc looks at. */
  parent?: { key: ParentKey; id: string } | undefined;
  /** 0: no limit. */
  limit?: number;
  since?: number;
  orderBy?: readonly unknown[] | undefined;
  shape?: Shape | undefined;
}

/** How the answers look. Without any of these they are identifiers. */
export interface Shape {
  Expand?: boolean;
  ResponseContent?: readonly string[];
  RequestedTags?: readonly string[];
  Simplify?: boolean;
  Short?: boolean;
  Full?: boolean;
}

const levels: ReadonlyMap<string, FindLevel> = new Map([
  ['PATIENT', 'Patient'],
  ['PATIENTS', 'Patient'],
  ['STUDY', 'Study'],
  ['STUDIES', 'Study'],
  ['SERIES', 'Series'],
  ['INSTANCE', 'Instance'],
  ['INSTANCES', 'Instance'],
  ['IMAGE', 'Instance'],
  ['IMAGES', 'Instance'],
]);

const order: readonly FindLevel[] = ['Patient', 'Study', 'Series', 'Instance'];
/** Orthanc takes the first that is there. */
const parents = [
  ['ParentPatient', 'Patient'],
  ['ParentStudy', 'Study'],
  ['ParentSeries', 'Series'],
] as const satisfies readonly (readonly [ParentKey, FindLevel])[];

const isText = (value: unknown): value is string => typeof value === 'string';
const isSwitch = (value: unknown): value is boolean => typeof value === 'boolean';
const isTextList = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isTextRecord = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every(isText);
const isOrdering = (value: unknown): value is Record<'Key' | 'Type' | 'Direction', string> =>
  isRecord(value) &&
  isText(value.Key) &&
  !isOurMetadata(value.Key) &&
  isText(value.Type) &&
  isText(value.Direction);

const checks: ReadonlyMap<string, (value: unknown) => boolean> = new Map(
  Object.entries<(value: unknown) => boolean>({
    Level: (value) => isText(value) && levels.has(value.toUpperCase()),
    Query: isTextRecord,
    MetadataQuery: (value) => isTextRecord(value) && !Object.keys(value).some(isOurMetadata),
    CaseSensitive: isSwitch,
    Labels: isTextList,
    LabelsConstraint: (value) => value === 'All' || value === 'Any' || value === 'None',
    ParentPatient: isText,
    ParentStudy: isText,
    ParentSeries: isText,
    Limit: isCount,
    Since: isCount,
    OrderBy: (value) => Array.isArray(value) && value.every(isOrdering),
    Expand: (value) => isSwitch(value) || typeof value === 'number' || value === null,
    ResponseContent: isTextList,
    RequestedTags: isTextList,
    Simplify: isSwitch,
    Short: isSwitch,
    Full: isSwitch,
  }),
);

/** What {@link checks} has made sure of. */
interface CheckedBody extends Omit<Shape, 'Expand'>, Partial<Record<ParentKey, string>> {
  Level: string;
  Query: Record<string, string>;
  MetadataQuery?: Record<string, string>;
  CaseSensitive?: boolean;
  Labels?: string[];
  LabelsConstraint?: LabelsConstraint;
  Limit?: number;
  Since?: number;
  OrderBy?: Record<'Key' | 'Type' | 'Direction', string>[];
  Expand?: boolean | number | null;
}

/** Reads the body of a search, undefined where Orthanc would not take it. What Orthanc does not look at is left out. */
export function readFindQuery(body: Record<string, unknown> | undefined): FindQuery | undefined {
  if (body === undefined || !isSearch(body)) return undefined;
  const level = levels.get(body.Level.toUpperCase());
  if (level === undefined) return undefined;
  return {
    level,
    tags: Object.entries(body.Query),
    metadata: body.MetadataQuery,
    caseSensitive: body.CaseSensitive,
    labels: body.Labels ?? [],
    labelsConstraint: body.LabelsConstraint ?? 'All',
    parent: readParent(body, level),
    limit: body.Limit ?? 0,
    since: body.Since ?? 0,
    orderBy: body.OrderBy?.map(({ Key, Type, Direction }) => ({ Key, Type, Direction })),
    shape: readShape(body),
  };
}

function isSearch(body: object): body is CheckedBody {
  const given = Object.entries(body);
  const names = new Set(given.map(([name]) => name));
  return (
    names.has('Level') &&
    names.has('Query') &&
    given.every(([name, value]) => checks.get(name)?.(value) ?? true)
  );
}

/** Orthanc ignores a parent that is below the level of the search. */
function readParent(body: CheckedBody, level: FindLevel): FindQuery['parent'] {
  for (const [key, parentLevel] of parents) {
    const id = body[key];
    if (id === undefined) continue;
    return order.indexOf(parentLevel) <= order.indexOf(level) ? { key, id } : undefined;
  }
  return undefined;
}

function readShape({ Expand, ResponseContent, RequestedTags, Simplify, Short, Full }: CheckedBody): Shape {
  return {
    ...(Expand && { Expand: true }),
    ...(ResponseContent && { ResponseContent }),
    ...(RequestedTags && { RequestedTags }),
    ...(Simplify && { Simplify }),
    ...(Short && { Short }),
    ...(Full && { Full }),
  };
}

/** The body that asks Orthanc for it. */
export function writeFind(query: FindQuery): string {
  const { limit, since, orderBy, shape } = query;
  return JSON.stringify({
    ...writeCriteria(query),
    ...(limit && { Limit: limit }),
    ...(since && { Since: since }),
    ...(orderBy && { OrderBy: orderBy }),
    ...shape,
  });
}

/** The body that asks Orthanc how many there are. */
export const writeCount = (query: FindQuery): string => JSON.stringify(writeCriteria(query));

const writeCriteria = (query: FindQuery) => ({
  Level: query.level,
  Query: Object.fromEntries(query.tags),
  ...(query.metadata && { MetadataQuery: query.metadata }),
  ...(query.caseSensitive !== undefined && { CaseSensitive: query.caseSensitive }),
  ...(query.labels?.length && { Labels: query.labels, LabelsConstraint: query.labelsConstraint }),
  ...(query.parent && { [query.parent.key]: query.parent.id }),
});

/** Whether the answers are identifiers only. */
export const isPlain = ({ shape }: FindQuery): boolean =>
  shape?.ResponseContent === undefined && shape?.Expand === undefined;

/** Whether the answers have labels (`Labels`) or all metadata (`Metadata`). */
export const shows = ({ shape }: FindQuery, content: 'Labels' | 'Metadata'): boolean =>
  shape?.ResponseContent?.some((word) => word.toLowerCase() === content.toLowerCase()) ??
  (content === 'Labels' && shape?.Expand === true);

/** The same search: all of it, not a page, and only identifiers. */
export const whole = (query: FindQuery): FindQuery => ({ ...query, limit: 0, since: 0, shape: {} });
