import { isEmpty } from '../gate/scope.ts';
import { type Answer, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import type { FindLevel, FindQuery, Shape } from './find-query.ts';
import { answerFind, makeScopedFind } from './find-scope.ts';

/**
 * Not `/instances`: a route has all methods of its path, and `POST /instances` stores images. Passed on by us they would go through memory,
 * fail over 4 GB and not say where they came from.
 */
export const listRoute = '/(patients|studies|series)';

const levels: Record<string, FindLevel> = {
  patients: 'Patient',
  studies: 'Study',
  series: 'Series',
};

/** All resources of a level: the same as a search for anything. */
export function makeLists(tools: Tools): Answer {
  const scoped = makeScopedFind(tools);
  return (request) => {
    const scope = scopeOf(readAsking(tools, request), 'view');
    if (scope.everything) return passOn(tools, request);
    if (isEmpty(scope)) return refuse(403, 'permission.missing');
    const level = levels[request.groups[0] ?? ''];
    const query = level && readList(level, request.query);
    return query === undefined ? refuse(400, 'request.invalid') : answerFind(scoped, query, scope);
  };
}

/** The arguments of a list, undefined where Orthanc would not take them. Each may be there once. */
function readList(level: FindLevel, given: RouteRequest['query']): FindQuery | undefined {
  const query = new Map(given);
  if (query.size < given.length) return undefined;
  const [limit, since] = [readCount(query.get('limit')), readCount(query.get('since'))];
  const shape = readShape(query);
  if (limit === 'invalid' || since === 'invalid' || shape === undefined) return undefined;
  // Orthanc wants both or none.
  if ((limit === undefined) !== (since === undefined)) return undefined;
  return { level, tags: [], limit: limit ?? 0, since: since ?? 0, shape };
}

function readCount(text: string | undefined): number | 'invalid' | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : 'invalid';
}

/** What Orthanc's `SerializationToolbox::ParseBoolean` knows; an argument without a value is true. */
const booleans: ReadonlyMap<string, boolean> = new Map([
  ['', true],
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

function readShape(query: ReadonlyMap<string, string>): Shape | undefined {
  const expand = booleans.get(query.get('expand') ?? 'false');
  const content = query.get('response-content');
  const tags = query.get('requested-tags') ?? query.get('requestedTags');
  if (expand === undefined && content === undefined) return undefined;
  return {
    ...(content !== undefined && { ResponseContent: readWords(content) }),
    ...(content === undefined && expand && { Expand: true }),
    ...(tags !== undefined && { RequestedTags: readWords(tags) }),
    ...(query.has('simplify') && { Simplify: true }),
    ...(query.has('short') && { Short: true }),
    ...(query.has('full') && { Full: true }),
  };
}

const readWords = (list: string) => list.split(';').filter((word) => word !== '');
