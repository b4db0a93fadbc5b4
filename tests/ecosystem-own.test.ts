import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { anonymous, type Client, createToken, createUser, signIn, withToken } from './stack/people.ts';

/** The browser-side routes of the ecosystem's authorization plugin, with our own service behind them. */
let administrator: Client;
let inside: { id: string; uid: string };
let outside: { id: string; uid: string };
/** Somebody who may view and share what carries the label of `inside`. */
let doctor: Client;

const label = `site-${randomUUID().slice(0, 8)}`;
const patience = { timeout: 20_000 };

const send = (method: string, body: unknown): RequestInit => ({ method, body: JSON.stringify(body) });
const statusOf = async (answer: Promise<Response>) => {
  const response = await answer;
  await response.arrayBuffer();
  return response.status;
};
const read = async (answer: Promise<Response>) => (await answer).json();
const byHeader =
  (token: string): Client =>
  (path, init) =>
    anonymous(path, { ...init, headers: { token } });

async function store(): Promise<{ id: string; uid: string }> {
  const client = withToken(await createToken(['upload', 'view']));
  const tags = { PatientID: randomUUID(), PatientName: 'Test' };
  const { ParentStudy: id } = await read(client('/tools/create-dicom', send('POST', { Tags: tags })));
  const { MainDicomTags } = await read(client(`/studies/${id}`));
  return { id, uid: MainDicomTags.StudyInstanceUID };
}

beforeAll(async () => {
  administrator = await signIn();
  inside = await store();
  outside = await store();
  expect(await statusOf(administrator(`/studies/${inside.id}/labels/${label}`, { method: 'PUT' }))).toBe(200);
  doctor = await signIn(
    await createUser({ grants: [{ permissions: ['view', 'share'], labels: [label] }], name: 'Grace' }),
  );
});

const shareOf = (study: { id: string; uid: string }) => ({
  Resources: [{ OrthancId: study.id, DicomUid: study.uid, Level: 'study' }],
});
const share = async (): Promise<string> => {
  const { Token } = await read(doctor('/auth/tokens/stone-viewer-publication', send('PUT', shareOf(inside))));
  return Token;
};

test('who somebody is', async () => {
  expect(await read(doctor('/auth/user/profile'))).toMatchObject({
    name: 'Grace',
    permissions: expect.arrayContaining(['view', 'share']),
    groups: [],
    'authorized-labels': [label],
  });
  expect(await read(anonymous('/auth/user/profile'))).toEqual({
    name: 'Anonymous',
    permissions: [],
    groups: [],
  });
});

describe('a share', () => {
  test('opens its study to whoever has it, for reading', async () => {
    const link = byHeader(await share());
    expect(await statusOf(link(`/studies/${inside.id}`))).toBe(200);
    expect(await statusOf(link(`/dicom-web/studies/${inside.uid}/metadata`))).toBe(200);
    expect(await statusOf(link(`/studies/${outside.id}`))).toBe(403);
    expect(await statusOf(link(`/studies/${inside.id}/archive`))).toBe(403);
    expect(await statusOf(link(`/studies/${inside.id}`, { method: 'DELETE' }))).toBe(403);
    expect(await statusOf(link('/instances', { method: 'POST', body: 'x' }))).toBe(403);
    for (const type of ['stone-viewer-publication', 'viewer-instant-link', 'download-instant-link'])
      expect(await statusOf(link(`/auth/tokens/${type}`, send('PUT', shareOf(inside))))).toBe(403);
  });

  test('says what it opens', async () => {
    const wish = { TokenKey: 'token', TokenValue: await share() };
    expect(await read(anonymous('/auth/tokens/decode', send('POST', wish)))).toEqual({
      TokenType: 'stone-viewer-publication',
      ResourcesDicomIds: [inside.uid],
      ResourcesOrthancIds: [inside.id],
    });
    const unknown = { TokenKey: 'token', TokenValue: 'nothing' };
    expect(await read(anonymous('/auth/tokens/decode', send('POST', unknown)))).toMatchObject({
      ErrorCode: 'unknown',
    });
  });

  test('belongs to whoever made it, and ends when they revoke it', async () => {
    const token = await share();
    const link = byHeader(token);
    expect(await statusOf(link(`/studies/${inside.id}`))).toBe(200);
    const [newest] = await read(doctor('/sgim/api/links'));
    expect(await statusOf(doctor(`/sgim/api/links/${newest.id}`, { method: 'DELETE' }))).toBe(204);
    await expect.poll(() => statusOf(link(`/studies/${inside.id}`)), patience).toBe(403);
    expect(await statusOf(byHeader(await share())(`/studies/${inside.id}`))).toBe(200);
  });

  test('is made only by somebody who may share that study, from our own pages', async () => {
    const path = '/auth/tokens/stone-viewer-publication';
    const status = (client: Client, study = inside) => statusOf(client(path, send('PUT', shareOf(study))));
    expect(await status(doctor, outside)).toBe(404);
    expect(await status(doctor, { ...inside, uid: outside.uid })).toBe(404);
    expect(await status(anonymous)).toBe(401);
    expect(await status(withToken(await createToken(['view'])))).toBe(403);
    expect(await status(withToken(await createToken(['share'])), outside)).toBe(200);
    const fromElsewhere = { ...send('PUT', shareOf(inside)), headers: { 'sec-fetch-site': 'cross-site' } };
    expect(await statusOf(doctor(path, fromElsewhere))).toBe(403);
    expect(await statusOf(doctor('/auth/tokens/unheard-of', send('PUT', shareOf(inside))))).toBe(400);
  });

  test('instant links need the right to do at once what they are for', async () => {
    const make = async (type: string) => {
      const answer = await doctor(`/auth/tokens/${type}`, send('PUT', shareOf(inside)));
      return answer.ok ? byHeader(((await answer.json()) as { Token: string }).Token) : answer.status;
    };
    expect(await make('download-instant-link')).toBe(403);
    const viewer = await make('viewer-instant-link');
    expect(typeof viewer === 'function' && (await statusOf(viewer(`/studies/${inside.id}`)))).toBe(200);
  });
});

describe('the settings', () => {
  test('of roles are read and written by whoever administrates rights', async () => {
    const { roles, 'available-labels': labels } = await read(administrator('/auth/settings/roles'));
    expect(Object.keys(roles)).toEqual(expect.arrayContaining(['ADMIN', 'RADIOLOGIST']));
    expect(labels).toContain(label);
    const name = `TEST-${randomUUID().slice(0, 8)}`;
    const more = { ...roles, [name]: { 'authorized-labels': [label], permissions: ['view'] } };
    expect(
      await statusOf(
        administrator('/auth/settings/roles', send('PUT', { roles: more, 'available-labels': labels })),
      ),
    ).toBe(200);
    expect((await read(administrator('/auth/settings/roles'))).roles[name]).toEqual(more[name]);
    expect(await statusOf(administrator('/auth/settings/roles', send('PUT', { roles })))).toBe(200);
    expect((await read(administrator('/auth/settings/roles'))).roles[name]).toBeUndefined();
  });

  test('are refused to everybody else', async () => {
    for (const path of ['/auth/settings/roles', '/auth/settings/permissions']) {
      expect(await statusOf(doctor(path))).toBe(403);
      expect(await statusOf(anonymous(path))).toBe(401);
    }
    expect(await statusOf(doctor('/auth/settings/roles', send('PUT', { roles: {} })))).toBe(403);
  });

  test('of permissions name every word', async () => {
    const words: string[] = await read(administrator('/auth/settings/permissions'));
    expect(words).toEqual(words.toSorted());
    expect(words).toEqual(expect.arrayContaining(['admin-permissions', 'all', 'view']));
  });
});

test('the audit trail has who shared what', async () => {
  await share();
  const path = `/auth/audit-logs?resource-id=${inside.id}`;
  await expect
    .poll(() => read(administrator(path)), patience)
    .toContainEqual(expect.objectContaining({ Action: 'share', UserName: 'Grace', ResourceId: inside.id }));
  expect(await statusOf(doctor(path))).toBe(403);
  expect(await statusOf(anonymous(path))).toBe(401);
});
