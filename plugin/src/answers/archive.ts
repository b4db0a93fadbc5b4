import { type Answer, parseJson, passOn, refuse, type Tools } from './answer.ts';
import { type Asking, readAsking } from './asking.ts';
import { noteOwner, readStarted } from './jobs.ts';
import { checkNamed, describe, readTexts } from './named.ts';

export const archiveRoute = '/tools/create-(?:archive|media|media-extended)';

/** An archive passes through memory about three times when Orthanc makes it for us. */
const largestInMemory = 64 * 1024 * 1024;
/** Asking for the sizes of more takes too long. */
const mostMeasured = 100;
/** Long enough for some 100 GB. */
const longestMs = 30 * 60_000;
const pauseMs = 250;

type Wish = Record<string, unknown> & { Resources: string[] };

interface Options extends Pick<Orthanc, 'sleep'> {
  /** Names of GET arguments that may carry a credential. */
  tokenArguments: readonly string[];
}

/**
 * Archives of several resources. A small one is answered at once. For a larger one Orthanc is given a job, and when it is done whoever asked
 * is sent to its file: it comes from the disk then, not through our memory.
 *
 * Orthanc has one route for asking by GET and by POST, so that both come here. For GET the gate has looked at the resources.
 */
export function makeArchive(tools: Tools, options: Options): Answer {
  return (request) => {
    const wish = request.method === 'GET' ? readQuery(request.query) : readBody(tools, request.body);
    if (wish === undefined) return refuse(400, 'request.invalid');
    const asking = readAsking(tools, request);
    if (request.method !== 'GET') {
      const claim = { permission: 'download', ids: wish.Resources, patients: 'whole' } as const;
      const refusal = checkNamed(asking, 'download', claim);
      if (refusal !== undefined) return refusal;
    }
    const isWaiting = isSynchronous(wish);
    // Of a job only its owner gets the file.
    const canFollow = typeof asking.asker.profile?.userId === 'string';
    if (isWaiting && (!canFollow || isSmall(tools, wish))) return create(asking, wish);
    const studies = new Set(describe(tools, wish.Resources).flatMap((named) => named.studies));
    const started = noteOwner(asking, create(asking, { ...wish, Synchronous: false }), [...studies]);
    const job = isWaiting ? readStarted(tools, started) : undefined;
    return job === undefined ? started : waitFor(asking, job, options);
  };
}

/** `["…"]` or `{"Resources": ["…"], …}` */
function readBody(tools: Tools, body: ArrayBuffer | undefined): Wish | undefined {
  const value = parseJson(tools, body);
  if (typeof value !== 'object' || value === null) return undefined;
  const wish: Record<string, unknown> = Array.isArray(value) ? { Resources: value } : { ...value };
  const ids = readTexts(wish.Resources);
  return ids === undefined || !areFlags(wish) ? undefined : { ...wish, Resources: ids };
}

const areFlags = ({ Synchronous = true, Asynchronous = false }: Record<string, unknown>): boolean =>
  typeof Synchronous === 'boolean' && typeof Asynchronous === 'boolean';

/** The first of the two decides. */
const isSynchronous = ({ Synchronous, Asynchronous = false }: Record<string, unknown>): boolean =>
  typeof Synchronous === 'boolean' ? Synchronous : !Asynchronous;

function readQuery(query: RouteRequest['query']): Wish | undefined {
  const find = (name: string) => query.find(([argument]) => argument === name)?.[1];
  const quality = find('lossy-quality');
  if (quality !== undefined && !/^\d{1,3}$/.test(quality)) return undefined;
  const wish = {
    Resources: find('resources')?.split(','),
    Filename: find('filename'),
    Transcode: find('transcode'),
    LossyQuality: quality === undefined ? undefined : Number(quality),
  };
  return wish.Resources === undefined ? undefined : { ...wish, Resources: wish.Resources };
}

const create = ({ tools, request }: Asking, wish: Wish): RouteResponse =>
  passOn(tools, {
    method: 'POST',
    path: request.path,
    query: [],
    body: tools.host.utf8.encode(JSON.stringify(wish)),
  });

/** Transcoding can make images many times larger. */
function isSmall(tools: Tools, { Resources, Transcode }: Wish): boolean {
  if (Transcode !== undefined || Resources.length > mostMeasured) return false;
  let bytes = 0;
  return describe(tools, Resources).every(({ level, id }) => {
    const { status, body } = tools.host.restApi({ method: 'GET', uri: `/${level}/${id}/statistics` });
    if (status === 200) bytes += Number(JSON.parse(tools.host.utf8.decode(body)).UncompressedSize);
    return bytes <= largestInMemory;
  });
}

function waitFor({ tools, request }: Asking, job: string, { sleep, tokenArguments }: Options): RouteResponse {
  const { restApi, utf8 } = tools.host;
  for (let waitedMs = 0; waitedMs < longestMs; waitedMs += pauseMs) {
    const { status, body } = restApi({ method: 'GET', uri: `/jobs/${job}` });
    const state = status === 200 ? JSON.parse(utf8.decode(body)).State : undefined;
    if (state === 'Success') return sendTo(`/jobs/${job}/archive`, request, tokenArguments);
    if (state === undefined || state === 'Failure') break;
    sleep(pauseMs);
  }
  return refuse(500, 'internal');
}

/** A link that opens by a token in its query opens what it leads to. */
function sendTo(path: string, { query }: RouteRequest, tokenArguments: readonly string[]): RouteResponse {
  const tokens = query.filter(([name]) => tokenArguments.includes(name)).map((pair) => pair.join('='));
  return { status: 303, headers: [['Location', tokens.length === 0 ? path : `${path}?${tokens.join('&')}`]] };
}
