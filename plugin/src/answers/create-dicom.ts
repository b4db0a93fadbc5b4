import { type Answer, notFound, parseObject, passOn, refuse, type Tools } from './answer.ts';
import { type Asking, readAsking, scopeOf, writeDown } from './asking.ts';
import { isPlain, leadsInside, readName } from './identifiers.ts';
import { describe, judgeNamed } from './named.ts';

export const createDicomRoute = '/tools/create-dicom';

/**
 * Creates images. Where they may end up is decided when they are stored, as for any upload; here it is made sure of the resource
 * from which they take over what is known of patient and study.
 */
export function makeCreateDicom(tools: Tools): Answer {
  return (request) => {
    const wish = parseObject(tools, request.body);
    if (wish === undefined) return refuse(400, 'request.invalid');
    const asking = readAsking(tools, request);
    const refusal = checkParent(asking, wish) ?? checkSeries(asking, wish);
    if (refusal !== undefined) return refusal;
    const answer = passOn(tools, { ...request, body: tools.host.utf8.encode(JSON.stringify(wish)) });
    return wasFilteredOut(tools, answer) ? refuse(403, 'permission.missing') : answer;
  };
}

function checkParent(asking: Asking, { Parent }: Record<string, unknown>): RouteResponse | undefined {
  if (Parent === undefined) return undefined;
  if (typeof Parent !== 'string') return refuse(400, 'request.invalid');
  if (scopeOf(asking, 'upload').everything) return undefined;
  const { isAllowed, studies } = judgeNamed(asking, {
    permission: 'upload',
    ids: [Parent],
    patients: 'whole',
  });
  if (isAllowed) return undefined;
  writeDown(asking, { action: 'upload', outcome: 'refused', studies });
  return notFound;
}

/**
 * When one of several images cannot be made, Orthanc deletes the series that the one before it has become part of, whether or not it
 * has been there before: adding several to a series is for those who may delete it.
 */
function checkSeries(asking: Asking, wish: Record<string, unknown>): RouteResponse | undefined {
  const { Parent, Tags, Content } = wish;
  if (!Array.isArray(Content)) return undefined;
  const scope = scopeOf(asking, 'delete');
  if (scope.everything) return undefined;
  const { tools } = asking;
  const tags = [Tags, ...Content.map((item) => item?.Tags)];
  for (const [name, value] of tags.flatMap((given) => Object.entries(given ?? {}))) {
    const level = readName(name);
    if (level === undefined) return refuse(400, 'request.invalid');
    if (level !== 'Series') continue;
    if (!isPlain(level, value)) return refuse(400, 'request.invalid');
    if (!leadsInside(tools, level, value, scope)) return refuse(403, 'permission.missing');
  }
  const [parent] = typeof Parent === 'string' ? describe(tools, [Parent]) : [];
  if (parent?.level !== 'series') return undefined;
  return parent.studies.every((study) => tools.studies.isInside(study, scope))
    ? undefined
    : refuse(403, 'permission.missing');
}

/** Orthanc answers 200 for an image that was not stored. */
const wasFilteredOut = (tools: Tools, answer: RouteResponse): boolean =>
  answer.status === 200 &&
  answer.body instanceof ArrayBuffer &&
  parseObject(tools, answer.body)?.Status === 'FilteredOut';
