import { isEmpty, type Scope } from '../gate/scope.ts';
import type { Level } from '../gate/studies.ts';
import { type Answer, answerJson, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { isResourceInside } from './inside.ts';
import { refusalOf } from './refusal.ts';

export const changesRoute = '/changes';

/** What Orthanc has noticed, as `/changes` gives it. */
interface ChangeLog {
  Changes: { ResourceType: string; ID: string }[];
  First: number;
  Last: number;
  Done: boolean;
}

const levels: Record<string, Level> = {
  Patient: 'patients',
  Study: 'studies',
  Series: 'series',
  Instance: 'instances',
};

/** Where each image leads must be looked up: an answer has no more changes than this before it is cut. */
const mostChanges = 200;
/** As in Orthanc (`OrthancRestChanges.cpp`). */
const usualLimit = '100';

/**
 * Changes of what is in the scope now. `Last`, `First` and `Done` are those of the whole log, so that whoever follows it goes on where Orthanc
 * has stopped, also where a part of it shows nothing.
 */
export function makeChanges(tools: Tools): Answer {
  return (request) => {
    const scope = scopeOf(readAsking(tools, request), 'view');
    if (scope.everything) return passOn(tools, request);
    if (isEmpty(scope)) return refuse(403, 'permission.missing');
    const query = request.method === 'GET' ? readArguments(request.query) : undefined;
    if (query === undefined) return refuse(400, 'request.invalid');
    const { status, body } = tools.host.restApi({ method: 'GET', uri: `/changes?${query}` });
    if (status !== 200) return refuse(status, refusalOf(status).code);
    const log: ChangeLog = JSON.parse(tools.host.utf8.decode(body));
    return answerJson({ ...log, Changes: cut(tools, log.Changes, scope) });
  };
}

/** The query for Orthanc; undefined for one that it would not understand. Each argument may be there once. */
function readArguments(given: RouteRequest['query']): string | undefined {
  const query = new Map(given);
  if (query.size < given.length) return undefined;
  if (query.has('last')) return 'last';
  const limit = query.get('limit') ?? usualLimit;
  const since = query.get('since') ?? '0';
  const to = query.get('to');
  const type = query.get('type');
  if (!/^\d{1,9}$/.test(limit) || !isNumber(since) || !isNumber(to ?? '0')) return undefined;
  return [
    `since=${since}`,
    `limit=${Math.min(Number(limit), mostChanges)}`,
    ...(to === undefined ? [] : [`to=${to}`]),
    ...(type === undefined ? [] : [`type=${type}`]),
  ].join('&');
}

const isNumber = (text: string) => /^-?\d{1,15}$/.test(text);

function cut(tools: Tools, changes: ChangeLog['Changes'], scope: Scope): ChangeLog['Changes'] {
  /** An image is there with its series, its study and its patient, and each of them several times. */
  const known = new Map<string, boolean>();
  return changes.filter(({ ResourceType, ID }) => {
    const level = levels[ResourceType];
    if (level === undefined) return false;
    const inside = known.get(ID) ?? isInside(tools, { level, id: ID }, scope);
    known.set(ID, inside);
    return inside;
  });
}

/** What happens to a patient may be that another study came: it is for whoever may see all of them. */
function isInside(tools: Tools, resource: { level: Level; id: string }, scope: Scope): boolean {
  if (resource.level !== 'patients') return isResourceInside(tools, resource, scope);
  const all = tools.studies.listStudies(resource.id);
  return all.length > 0 && all.every((study) => tools.studies.isInside(study, scope));
}
