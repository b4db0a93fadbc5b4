import type { Profile } from '../gate/profile.ts';
import { type Answer, notFound, parseObject, passOn, refuse, type Tools } from './answer.ts';
import { type Asking, readAsking, scopeOf, writeDown } from './asking.ts';
import { noteOwner } from './jobs.ts';
import { describe, judgeNamed, readTexts } from './named.ts';
import { isRewritingInside, leadsToExistingStudy, readRewriting } from './rewriting.ts';
import type { SplitLabels } from './split-labels.ts';

/** What makes new images of stored ones. The routes of single instances only answer the new file. */
export const modificationRoute =
  '/(?:(?:patients|studies|series)/([^/]+)/(modify|anonymize)|studies/([^/]+)/(merge|split)|tools/bulk-(modify|anonymize))';

type Operation = 'modify' | 'anonymize' | 'merge' | 'split';
type Wish = Record<string, unknown>;

/**
 * Modifies, anonymises, merges and splits. That what the path names is inside the scope is known; here it is made sure of what the body
 * names, and of where the new images end up. They stay visible to whoever sees what they were made of.
 */
export function makeModification(tools: Tools, splitLabels: Pick<SplitLabels, 'follow'>): Answer {
  return (request) => {
    const { operation, target } = readPath(request);
    const wish = parseObject(tools, request.body);
    const listed = target === undefined || operation === 'merge' ? readTexts(wish?.Resources) : [];
    if (wish === undefined || listed === undefined) return refuse(400, 'request.invalid');

    const asking = readAsking(tools, request);
    const refusal = check(asking, {
      operation,
      wish,
      listed,
      sources: target === undefined ? listed : [target],
    });
    if (refusal !== undefined) return refusal;

    const giver = operation === 'split' ? findGiver(asking) : undefined;
    const labels = giver && tools.studies.findLabels(target ?? '');
    // Written anew: Orthanc must not find anything in it that was not seen here, such as the same key twice.
    const answer = passOn(tools, { ...request, body: tools.host.utf8.encode(JSON.stringify(wish)) });
    if (giver !== undefined && labels !== undefined) splitLabels.follow(answer, { labels, giver });
    return noteOwner(asking, answer);
  };
}

/** Whoever would not see the study that is split off. */
const findGiver = (asking: Asking): Profile | undefined =>
  scopeOf(asking, 'modify').everything ? undefined : asking.asker.profile;

function readPath({ path }: RouteRequest): { operation: Operation; target: string | undefined } {
  const [, first, second = '', third] = path.split('/');
  return first === 'tools'
    ? { operation: second.slice('bulk-'.length) as Operation, target: undefined }
    : { operation: third as Operation, target: second };
}

const permissionOf = (operation: Operation) => (operation === 'anonymize' ? 'anonymize' : 'modify');

interface Change {
  operation: Operation;
  wish: Wish;
  /** What the body names. */
  listed: readonly string[];
  /** What is rewritten. */
  sources: readonly string[];
}

/** Everything is looked at before anything is written down as done. */
function check(asking: Asking, change: Change): RouteResponse | undefined {
  const { operation, wish, listed } = change;
  const permission = permissionOf(operation);
  const named = judgeNamed(asking, { permission, ids: listed, patients: 'whole' });
  if (!named.isAllowed) {
    writeDown(asking, { action: permission, outcome: 'refused', studies: named.studies });
    return notFound;
  }
  if (wish.KeepSource !== undefined && typeof wish.KeepSource !== 'boolean')
    return refuse(400, 'request.invalid');
  const refusal = keepInside(asking, change);
  if (refusal !== undefined) return refusal;
  if (operation === 'anonymize' && wish.KeepSource === false && !mayDelete(asking, change))
    return refuse(403, 'permission.missing');
  // What the path names has been written down by the gate.
  if (listed.length > 0)
    writeDown(asking, { action: permission, outcome: 'success', studies: named.studies });
  return undefined;
}

/** Anonymising may delete the original, which is for those who may delete. */
function mayDelete(asking: Asking, { sources }: Change): boolean {
  const { isAllowed, studies } = judgeNamed(asking, {
    permission: 'delete',
    ids: sources,
    patients: 'whole',
  });
  writeDown(asking, { action: 'delete', outcome: isAllowed ? 'success' : 'refused', studies });
  return isAllowed;
}

/** For whoever holds the permission on some studies: nothing else changes, and what is new is among them. The wish is changed. */
function keepInside(asking: Asking, { operation, wish, sources }: Change): RouteResponse | undefined {
  const { tools } = asking;
  const permission = permissionOf(operation);
  const scope = scopeOf(asking, permission);
  // A merge goes where the path says.
  if (scope.everything || operation === 'merge') return undefined;
  const read = readRewriting(wish, operation === 'anonymize');
  if (read === undefined) return refuse(400, 'request.invalid');
  // A split makes a study of its own, under a new UID: what it says of the patient is of this study alone.
  const isSplit = operation === 'split';
  const rewriting = isSplit ? { ...read, changesPatient: false } : read;
  const studies = describe(tools, sources).flatMap((source) => source.studies);
  if (!isRewritingInside(tools, rewriting, studies, scope)) {
    writeDown(asking, { action: permission, outcome: 'refused', studies });
    return refuse(403, 'permission.missing');
  }
  if (isSplit) return undefined;
  // A new study has the labels of its source. One that is there keeps its own: who may see it is not decided here.
  wish.KeepLabels = !leadsToExistingStudy(tools, rewriting);
  return undefined;
}
