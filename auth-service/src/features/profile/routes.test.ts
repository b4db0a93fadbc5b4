import { request } from 'node:http';
import { expect, it } from 'vitest';
import { basic, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const getProfile = (body: object) => service.ask('/user/get-profile', body);
const anonymous = {
  name: 'Anonymous',
  permissions: [],
  'authorized-labels': [],
  validity: 60,
  'user-id': null,
  groups: [],
  grants: [],
};

it('describes the person of a session in the words of the contract, and by grants', async () => {
  const person = await service.addPerson({ roles: ['SECRETARY'] });
  const cookie = await service.signIn(person);
  const { status, body } = await getProfile({
    'token-key': 'cookie',
    'token-value': cookie,
    'server-id': null,
  });
  expect(status).toBe(200);
  expect(body).toEqual({
    name: expect.stringMatching(/^Person /),
    permissions: ['view', 'upload', 'share', 'edit-labels', 'worklists', 'report-read'],
    'authorized-labels': ['*'],
    validity: 60,
    'user-id': person.id,
    groups: [],
    grants: [
      { permissions: ['view', 'upload', 'share', 'worklists', 'edit-labels', 'report-read'], labels: ['*'] },
    ],
  });
});

it('lists a permission only if it is held on every label, and keeps the exact rights in grants', async () => {
  const grants = [
    { permissions: ['view' as const, 'delete' as const], labels: ['site-a'] },
    { permissions: ['view' as const], labels: ['site-b'] },
  ];
  const cookie = await service.signIn(await service.addPerson({ roles: [], grants }));
  const { body } = await getProfile({ 'token-key': 'cookie', 'token-value': cookie });
  expect(body).toMatchObject({ permissions: ['view'], 'authorized-labels': ['site-a', 'site-b'] });
  expect(body.grants).toEqual(expect.arrayContaining(grants));
});

it.each([
  ['no token, as the authorization plugin asks', { 'token-key': '', 'token-value': '', 'server-id': null }],
  ['no token at all', {}],
  ['an empty token of the first header', { 'token-key': 'Authorization', 'token-value': '' }],
  ['a token that nobody made', { 'token-key': 'token', 'token-value': 'sgim_wrong', 'server-id': 'a' }],
  ['a cookie that nobody signed', { 'token-key': 'cookie', 'token-value': 's%3Aid.signature' }],
  ['bytes that are no text', { 'token-key': 'cookie', 'token-value': '\u0000%00\ud800' }],
  ['a token of another kind', { 'token-key': 'x-unknown', 'token-value': 'a' }],
  ['a password', { 'token-key': 'authorization', 'token-value': basic }],
])('is anonymous for %s', async (_name, body) => {
  const before = await service.stored();
  const answer = await getProfile(body);
  expect([answer.status, answer.body]).toEqual([200, anonymous]);
  expect(await service.stored()).toEqual(before);
});

it.each([
  ['a number', { 'token-key': 1 }],
  ['no object', '[]'],
])('refuses %s', async (_name, body) => {
  expect((await service.ask('/user/get-profile', body)).status).toBe(400);
});

it('names a person by id for audit logs, and answers null for an unknown one', async () => {
  const person = await service.addPerson({ roles: ['PHYSICIAN'] });
  const known = await getProfile({ 'user-id': person.id, 'server-id': null });
  expect(known.body).toMatchObject({ 'user-id': person.id, name: expect.stringMatching(/^Person /) });
  for (const id of ['00000000-0000-4000-8000-000000000000', 'service:1', '', '\u0000']) {
    const answer = await getProfile({ 'user-id': id });
    expect([answer.status, answer.body]).toEqual([200, null]);
  }
});

it('reads a body without a length, as libcurl sends it', async () => {
  const cookie = await service.signIn(await service.addPerson());
  const body = JSON.stringify({ 'token-key': 'cookie', 'token-value': cookie, 'server-id': null });
  const profile = await new Promise<string>((resolve, reject) => {
    const outgoing = request(
      `${service.url}/user/get-profile`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked', authorization: basic },
      },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve(text));
      },
    );
    outgoing.on('error', reject);
    outgoing.write(body.slice(0, 10));
    outgoing.end(body.slice(10));
  });
  expect(JSON.parse(profile).permissions).toContain('view');
});
