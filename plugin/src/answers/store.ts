import { isOrthancId } from '../forms.ts';
import { type Answer, notFound, parseJson, parseObject, passOn, refuse, type Tools } from './answer.ts';
import { type Asking, readAsking, scopeOf, writeDown } from './asking.ts';
import { isPlain, listStudiesUnder } from './identifiers.ts';
import { noteOwner } from './jobs.ts';
import { judgeNamed, readTexts } from './named.ts';

export const storeRoute = '/(?:modalities|peers)/([^/]+)/store';
/** Of the DICOMweb plugin. */
export const stowRoute = '/dicom-web/servers/([^/]+)/stow';
export const webRetrievalRoute = '/dicom-web/servers/([^/]+)/(?:retrieve|wado)';
export const commitmentRoute = '/modalities/([^/]+)/storage-commitment';

/** Sends what the body names to a modality or a peer. All of it must be inside the scope, or nothing is sent. */
export const makeStore = (tools: Tools): Answer => makeSending(tools, (request) => passOn(tools, request));

/** Sends what the body names to a DICOMweb server. */
export const makeStow = (tools: Tools): Answer =>
  makeSending(tools, (request) => passToPlugin(tools, request));

/** Has a DICOMweb server send what it has. */
export const makeWebRetrieval =
  (tools: Tools): Answer =>
  (request) =>
    noteOwner(readAsking(tools, request), passToPlugin(tools, request));

function passToPlugin({ host }: Tools, { method, path, body }: RouteRequest): RouteResponse {
  const answer = host.restApi({
    method,
    uri: path,
    afterPlugins: true,
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: answer.status,
    headers: answer.headers.filter(([name]) => name === 'content-type'),
    body: answer.body,
  };
}

function makeSending(tools: Tools, pass: Answer): Answer {
  return (request) => {
    const wish = readWish(tools, request.body);
    const ids = readTexts(wish?.Resources)?.map((id) => id.trim());
    if (wish === undefined || ids === undefined) return refuse(400, 'request.invalid');
    const asking = readAsking(tools, request);
    // Where it goes is the administrator's choice.
    const choosesAddress = wish.Host !== undefined || wish.Port !== undefined;
    if (choosesAddress && !scopeOf(asking, 'nodes-manage').everything)
      return refuse(403, 'permission.missing');
    return send(asking, { ...wish, Resources: ids }, { ids, studies: [], pass });
  };
}

/** Asks a modality whether it keeps what the body names. */
export function makeStorageCommitment(tools: Tools): Answer {
  return (request) => {
    const wish = parseObject(tools, request.body);
    const { Resources = [], DicomInstances = [] } = wish ?? {};
    const ids = readTexts(Resources);
    const uids = Array.isArray(DicomInstances) ? DicomInstances.map(readUid) : undefined;
    if (wish === undefined || ids === undefined || !uids?.every((uid) => isPlain('Instance', uid)))
      return refuse(400, 'request.invalid');
    const asking = readAsking(tools, request);
    const found = uids.map((uid) => listStudiesUnder(tools, 'Instance', uid));
    // What does not exist looks like what is outside.
    if (!scopeOf(asking, 'send').everything && found.some((studies) => studies.length === 0)) {
      writeDown(asking, { action: 'send', outcome: 'refused', studies: [] });
      return notFound;
    }
    return send(asking, wish, {
      ids,
      studies: found.flat(),
      pass: (changed) => passOn(tools, changed),
    });
  };
}

/** `["SOP class", "SOP instance"]` or an object */
const readUid = (instance: unknown): unknown => {
  if (Array.isArray(instance)) return instance[1];
  return typeof instance === 'object' && instance !== null && 'SOPInstanceUID' in instance
    ? instance.SOPInstanceUID
    : undefined;
};

/** An identifier, as plain text or as JSON; a list of them, or an object with one. */
function readWish(tools: Tools, body: ArrayBuffer | undefined): Record<string, unknown> | undefined {
  if (body === undefined) return undefined;
  const text = tools.host.utf8.decode(body).trim();
  const value = isOrthancId(text) ? text : parseJson(tools, body);
  if (typeof value === 'string') return { Resources: [value] };
  if (Array.isArray(value)) return { Resources: value };
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

interface Sent {
  ids: readonly string[];
  /** Of images that the body names by their UIDs. */
  studies: readonly string[];
  pass: Answer;
}

function send(asking: Asking, wish: Record<string, unknown>, { ids, studies, pass }: Sent): RouteResponse {
  const { tools, request } = asking;
  const named = judgeNamed(asking, { permission: 'send', ids, patients: 'whole' });
  const scope = scopeOf(asking, 'send');
  const outside = studies.filter((study) => !tools.studies.isInside(study, scope));
  const isAllowed = named.isAllowed && outside.length === 0;
  writeDown(asking, {
    action: 'send',
    outcome: isAllowed ? 'success' : 'refused',
    studies: isAllowed
      ? [...named.studies, ...studies]
      : [...(named.isAllowed ? [] : named.studies), ...outside],
  });
  if (!isAllowed) return notFound;
  // Written anew: Orthanc must not find anything in it that was not seen here, such as the same key twice.
  const body = tools.host.utf8.encode(JSON.stringify(wish));
  return noteOwner(asking, pass({ ...request, body }));
}
