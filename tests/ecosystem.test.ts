import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ForeignService, startForeignService } from './foreign-service.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { freshOrthanc } from './stack/stack.ts';

/** A site with our plugin and somebody else's auth service. */
let service: ForeignService;
let orthanc: Orthanc;
/** A study of label `a`, and one of label `b`. */
let inA: Study;
let inB: Study;

interface Study {
  id: string;
  series: string;
  instance: string;
  uid: string;
}

const basic = `Basic ${Buffer.from('orthanc:secret').toString('base64')}`;
const patience = { timeout: 20_000 };

const ask = (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  fetch(`${orthanc.url}${path}`, { redirect: 'manual', ...init, headers });
const statusOf = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
  const response = await ask(path, headers, init);
  await response.arrayBuffer();
  return response.status;
};
const read = async (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
  (await ask(path, headers, init)).json();
const send = (method: string, body: unknown): RequestInit => ({ method, body: JSON.stringify(body) });

/** A new token of somebody with these rights. */
function person(permissions: string[], labels: string[], more: object = {}): Record<string, string> {
  const token = randomUUID();
  service.people.set(token, { name: 'Ada', permissions, labels, ...more });
  return { token };
}

/** A new share of a study. */
function share(study: Study, more: object = {}): Record<string, string> {
  const token = randomUUID();
  service.links.set(token, {
    type: 'stone-viewer-publication',
    resources: [{ 'orthanc-id': study.id, 'dicom-uid': study.uid, level: 'study' }],
    state: 'live',
    validity: 60,
    ...more,
  });
  return { token };
}

async function store(label: string): Promise<Study> {
  const everything = person(['all'], ['*']);
  const tags = { PatientID: randomUUID(), PatientName: 'Test' };
  const created = await read('/tools/create-dicom', everything, send('POST', { Tags: tags }));
  const study = created.ParentStudy as string;
  expect(await statusOf(`/studies/${study}/labels/${label}`, everything, { method: 'PUT' })).toBe(200);
  const { MainDicomTags } = await read(`/studies/${study}`, everything);
  return {
    id: study,
    series: created.ParentSeries,
    instance: created.ID,
    uid: MainDicomTags.StudyInstanceUID,
  };
}

beforeAll(async () => {
  service = await startForeignService(basic);
  orthanc = await freshOrthanc({
    authorization: {
      WebServiceRootUrl: `${service.url}/`,
      WebServiceUsername: 'orthanc',
      WebServicePassword: 'secret',
      WebServiceIdentifier: 'site',
      StandardConfigurations: ['orthanc-explorer-2', 'stone-webviewer'],
      CheckedLevel: 'studies',
      UncheckedFolders: ['/stone-webviewer/'],
      ExtraPermissions: [['get', '^/sgim-test$', 'view']],
      Unheard: true,
    },
  });
  inA = await store('a');
  inB = await store('b');
});

beforeEach(() => {
  service.arrived.length = 0;
  service.disturb = undefined;
});

describe('who is asking', () => {
  test('is told by the service, which the token reaches as it came', async () => {
    service.people.set('Bearer x.y.z', { name: 'Ada', permissions: ['view'], labels: ['*'], userId: 'ada' });
    expect(await statusOf('/changes', { authorization: 'Bearer x.y.z' })).toBe(200);
    expect(await statusOf('/changes', { authorization: 'Bearer x.y.z' })).toBe(200);
    expect(service.questions('/user/get-profile')).toEqual([
      { 'token-key': 'Authorization', 'token-value': 'Bearer x.y.z', 'server-id': 'site' },
    ]);
  });

  test('headers go before arguments, and only a GET has arguments, whose case matters', async () => {
    const viewer = person(['view'], ['*']);
    const nobody = { token: randomUUID() };
    expect(await statusOf(`/changes?token=${viewer.token}`)).toBe(200);
    expect(await statusOf('/changes', { TOKEN: `${viewer.token}` })).toBe(200);
    expect(await statusOf(`/changes?token=${viewer.token}`, nobody)).toBe(403);
    expect(await statusOf(`/changes?token=${nobody.token}`, viewer)).toBe(200);
    expect(await statusOf(`/changes?Token=${viewer.token}`)).toBe(403);
    const find = send('POST', { Level: 'Study', Query: {} });
    expect(await statusOf(`/tools/find?token=${viewer.token}`, {}, find)).toBe(403);
    expect(await statusOf('/changes', { 'api-key': `${viewer.token}` })).toBe(403);
    expect(await statusOf('/changes', { cookie: `sgim_session=${viewer.token}` })).toBe(403);
  });

  test('nobody is whoever the service says', async () => {
    expect(await statusOf(`/studies/${inA.id}`)).toBe(403);
    const token = randomUUID();
    service.people.set(token, service.anonymous);
    expect(await statusOf('/auth/user/profile')).toBe(200);
    expect(service.questions('/user/get-profile')).toContainEqual({
      'token-key': 'Authorization',
      'token-value': '',
      'server-id': 'site',
    });
  });
});

test('what a standard configuration opens is open, and nothing beside it', async () => {
  expect(await statusOf('/system')).toBe(200);
  expect(await statusOf('/stone-webviewer/index.html')).toBe(404);
  expect(await statusOf('/stone-webviewer/../statistics')).toBe(403);
  expect(await statusOf('/statistics')).toBe(403);
  expect(await statusOf('/system', {}, { method: 'POST' })).toBe(403);
  expect(service.questions('/tokens/validate')).toEqual([]);
});

test('a key that nobody knows is named in the log', () => {
  const lines = orthanc.log().split('\n');
  expect(lines.filter((line) => line.includes('"Authorization.Unheard"'))).toHaveLength(1);
});

describe('somebody with a label', () => {
  const ids = async (path: string, headers: Record<string, string>, init: RequestInit = {}) =>
    ((await read(path, headers, init)) as string[]).filter((id) => id === inA.id || id === inB.id);

  test('reads the studies that carry it, and no other', async () => {
    const viewer = person(['view'], ['a']);
    expect(await statusOf(`/studies/${inA.id}`, viewer)).toBe(200);
    expect(await statusOf(`/instances/${inA.instance}/file`, viewer)).toBe(200);
    expect(await statusOf(`/dicom-web/studies/${inA.uid}/metadata`, viewer)).toBe(200);
    for (const path of [
      `/studies/${inB.id}`,
      `/instances/${inB.instance}/file`,
      `/dicom-web/studies/${inB.uid}/metadata`,
    ])
      expect(await statusOf(path, viewer)).toBe(403);
  });

  test('finds them alone', async () => {
    const viewer = person(['view'], ['a', 'elsewhere']);
    expect(await ids('/studies', viewer)).toEqual([inA.id]);
    expect(await ids('/tools/find', viewer, send('POST', { Level: 'Study', Query: {} }))).toEqual([inA.id]);
    const found = (await read('/dicom-web/studies', viewer)) as Record<string, { Value: string[] }>[];
    expect(found.map((one) => one['0020000D']?.Value[0])).toEqual([inA.uid]);
    expect(await read('/tools/labels', viewer)).toEqual(['a']);
  });

  test('holds only the permissions that the service names', async () => {
    const viewer = person(['view'], ['a']);
    expect(await statusOf(`/studies/${inA.id}/archive`, viewer)).toBe(403);
    expect(await statusOf(`/studies/${inA.id}`, viewer, { method: 'DELETE' })).toBe(403);
    expect(await statusOf(`/studies/${inA.id}/archive`, person(['download'], ['a']))).toBe(200);
    expect(await statusOf(`/studies/${inA.id}`, person(['view'], []))).toBe(403);
  });
});

describe('a share that the service has given', () => {
  test('opens its study by REST, DICOMweb and QIDO-RS', async () => {
    const link = share(inA);
    for (const path of [
      `/studies/${inA.id}`,
      `/series/${inA.series}`,
      `/instances/${inA.instance}/file`,
      `/dicom-web/studies/${inA.uid}/metadata`,
      `/dicom-web/studies/${inA.uid}/series`,
    ])
      expect(await statusOf(path, link)).toBe(200);
    const found = (await read('/dicom-web/studies', link)) as Record<string, { Value: string[] }>[];
    expect(found.map((one) => one['0020000D']?.Value[0])).toEqual([inA.uid]);
    expect(service.questions('/tokens/validate')).toMatchObject([
      { level: 'study', method: 'get', 'orthanc-id': inA.id, 'dicom-uid': inA.uid, labels: ['a'] },
    ]);
  });

  test('and nothing else', async () => {
    const link = share(inA);
    for (const path of [
      `/studies/${inB.id}`,
      `/instances/${inB.instance}/file`,
      `/dicom-web/studies/${inB.uid}/metadata`,
      '/studies',
      '/changes',
      '/statistics',
      `/studies/${inA.id}/archive`,
    ])
      expect(await statusOf(path, link)).toBe(403);
  });

  test('by either identifier alone', async () => {
    const byUid = share(inA, { resources: [{ 'orthanc-id': null, 'dicom-uid': inA.uid, level: 'study' }] });
    expect(await statusOf(`/studies/${inA.id}`, byUid)).toBe(200);
    expect(await statusOf(`/studies/${inB.id}`, byUid)).toBe(403);
  });

  test('changes nothing and makes no other', async () => {
    const link = share(inA, { type: 'download-instant-link' });
    expect(await statusOf(`/studies/${inA.id}/archive`, link)).toBe(200);
    expect(await statusOf(`/studies/${inA.id}`, link, { method: 'DELETE' })).toBe(403);
    expect(await statusOf(`/studies/${inA.id}/labels/b`, link, { method: 'PUT' })).toBe(403);
    expect(await statusOf('/instances', link, { method: 'POST', body: 'x' })).toBe(403);
    expect(await statusOf('/tools/find', link, send('POST', { Level: 'Study', Query: {} }))).toBe(403);
    const body = { Resources: [{ OrthancId: inA.id, Level: 'study' }] };
    expect(await statusOf('/auth/tokens/viewer-instant-link', link, send('PUT', body))).toBe(403);
  });

  test('is over when it is revoked there and what was confirmed has run out', async () => {
    const link = share(inA, { validity: 1 });
    expect(await statusOf(`/studies/${inA.id}`, link)).toBe(200);
    const revoked = service.links.get(`${link.token}`);
    if (revoked !== undefined) revoked.state = 'invalid';
    await expect.poll(() => statusOf(`/studies/${inA.id}`, link), patience).toBe(403);
    expect(await statusOf('/dicom-web/studies', link)).toBe(403);
  });
});

describe('what browsers ask for', () => {
  test('who they are', async () => {
    const ada = person(['view', 'share'], ['a'], { userId: 'ada' });
    expect(await read('/auth/user/profile', ada)).toEqual({
      name: 'Ada',
      permissions: ['view', 'share'],
      groups: [],
      'authorized-labels': ['a'],
      'user-id': 'ada',
    });
    expect(await read('/auth/user/profile', {})).toEqual({ name: 'Anonymous', permissions: [], groups: [] });
  });

  test('a link to a study, which then opens it', async () => {
    const ada = person(['share'], ['a']);
    const resource = (study: Study) => ({ Resources: [{ DicomUid: study.uid, Level: 'study' }] });
    const path = '/auth/tokens/ohif-viewer-publication';
    expect(await statusOf(path, ada, send('PUT', resource(inB)))).toBe(404);
    const { Token: token, Url: url } = await read(path, ada, send('PUT', resource(inA)));
    expect(url).toBe(`https://viewer.example.org/?token=${token}`);
    expect(await statusOf(`/studies/${inA.id}?token=${token}`)).toBe(200);
    expect(await statusOf(`/studies/${inB.id}?token=${token}`)).toBe(403);
    expect(
      await read('/auth/tokens/decode', {}, send('POST', { TokenKey: 'token', TokenValue: token })),
    ).toEqual({
      RedirectUrl: url,
      TokenType: 'ohif-viewer-publication',
      ResourcesDicomIds: [inA.uid],
      ResourcesOrthancIds: [inA.id],
    });
  });

  test('roles and permissions, for whoever administrates them', async () => {
    const administrator = person(['admin-permissions'], ['*']);
    const roles = { doctor: { 'authorized-labels': ['a'], permissions: ['view'] } };
    expect(await read('/auth/settings/roles', administrator, send('PUT', { roles }))).toBeNull();
    const answer = await read('/auth/settings/roles', administrator);
    expect(answer.roles).toEqual(roles);
    expect(answer['available-labels']).toEqual(expect.arrayContaining(['a', 'b']));
    expect(await read('/auth/settings/permissions', administrator)).toContain('edit-labels');
    for (const path of ['/auth/settings/roles', '/auth/settings/permissions'])
      expect(await statusOf(path, person(['all'], ['*']))).toBe(403);
  });

  test('nothing that the service does not have', async () => {
    expect(await statusOf('/auth/audit-logs', person(['all'], ['*']))).toBe(404);
    expect(await statusOf('/auth/session')).toBe(404);
    expect(await statusOf('/sgim/api/tokens')).toBe(404);
    expect(service.arrived.map(({ url }) => url)).not.toContain('/auth/session');
  });
});

describe('a service that is ill', () => {
  const timed = async (path: string, headers: Record<string, string>, init?: RequestInit) => {
    const begun = performance.now();
    const status = await statusOf(path, headers, init);
    return { status, ms: performance.now() - begun };
  };

  test.each<[string, ForeignService['disturb']]>([
    ['answers garbage', (_, response) => Boolean(response.end('<html>'))],
    ['hangs up', (_, response) => Boolean(response.destroy())],
    [
      'answers another shape',
      (_, response) => Boolean(response.end('{"granted":1,"name":[],"resources":0}')),
    ],
    ['fails', (_, response) => Boolean(response.writeHead(500).end())],
    ['hangs', () => true],
  ])('that %s opens nothing, quickly, and is asked again', async (_what, disturb) => {
    service.disturb = disturb;
    const viewer = person(['view'], ['a']);
    const link = share(inA);
    for (const headers of [viewer, link]) {
      const { status, ms } = await timed(`/studies/${inA.id}`, headers);
      expect(status).toBe(403);
      expect(ms).toBeLessThan(1500);
    }
    expect((await timed('/auth/user/profile', viewer)).status).toBe(503);
    const body = send('POST', { TokenKey: 'token', TokenValue: 'x' });
    expect((await timed('/auth/tokens/decode', {}, body)).status).toBe(503);
    service.disturb = undefined;
    await expect.poll(() => statusOf(`/studies/${inA.id}`, viewer), patience).toBe(200);
    await expect.poll(() => statusOf(`/studies/${inA.id}`, link), patience).toBe(200);
  });
});

test('a section that is wrong keeps Orthanc from starting, and the log says all that is wrong', async () => {
  const authorization = { WebServiceUserProfileUrl: 'ftp://x', TokenHttpHeaders: 'token', CheckedLevel: 'x' };
  const starting = freshOrthanc({ authorization });
  await expect(starting).rejects.toThrow(/WebServiceUserProfileUrl.*TokenHttpHeaders.*CheckedLevel/);
});

test('nothing that the plugin sent was against the contract', () => {
  expect(service.complaints).toEqual([]);
});
