import { describe, expect, it } from 'vitest';
import { type Person, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;

async function createToken(person: Person, more: object = {}) {
  const cookie = await service.signIn(person);
  const answer = await service.call('POST /sgim/api/tokens', {
    cookie,
    body: { name: 'script', permissions: ['view'], validDays: 30, ...more },
  });
  return { cookie, answer, secret: answer.body.secret as string, id: answer.body.token?.id as string };
}
const profileOf = async (secret: string, key = 'authorization') => {
  const value = key === 'authorization' ? `Bearer ${secret}` : secret;
  return (await service.ask('/user/get-profile', { 'token-key': key, 'token-value': value })).body;
};
const nothing = { permissions: [], 'authorized-labels': [], grants: [], 'user-id': null };

describe('an API token', () => {
  it('is shown once, and listed by its first characters', async () => {
    const person = await service.addPerson();
    const { cookie, answer, secret, id } = await createToken(person, { name: ' Nightly export ' });
    expect(answer.status).toBe(200);
    expect(secret).toMatch(/^sgim_[\w-]{43}$/);
    const list = await service.call('GET /sgim/api/tokens', { cookie });
    expect(list.body).toEqual([answer.body.token]);
    expect(answer.body.token).toMatchObject({
      id,
      name: 'Nightly export',
      prefix: secret.slice(0, 11),
      grants: [{ permissions: ['view'], labels: ['*'] }],
      lastUsedAt: null,
    });
    const days =
      (Date.parse(answer.body.token.expiresAt) - Date.parse(answer.body.token.createdAt)) / 86_400_000;
    expect(days).toBeCloseTo(30, 5);
    expect(JSON.stringify(list.body)).not.toContain(secret.slice(12));
  });

  it('is not in the database, nor is anything it could be had from', async () => {
    const { secret } = await createToken(await service.addPerson());
    const stored = JSON.stringify(await service.stored());
    expect(stored).toContain(secret.slice(0, 11));
    expect(stored).not.toContain(secret.slice(5));
    expect(stored).not.toContain(secret.slice(12));
  });

  it.each(['authorization', 'token', 'auth-token', 'api-key'])('is recognised as %s', async (key) => {
    const person = await service.addPerson();
    const { secret } = await createToken(person);
    expect(await profileOf(secret, key)).toMatchObject({ 'user-id': person.id, permissions: ['view'] });
  });

  it('notes its use at most once a minute', async () => {
    const { cookie, secret } = await createToken(await service.addPerson());
    const lastUse = async () => (await service.call('GET /sgim/api/tokens', { cookie })).body[0].lastUsedAt;
    await profileOf(secret);
    // Nobody waits for the note.
    await expect.poll(lastUse).not.toBeNull();
    const first = await lastUse();
    await profileOf(secret);
    expect(await lastUse()).toBe(first);
    await knex('api_tokens').update({ last_used_at: knex.raw(`now() - interval '61 seconds'`) });
    const old = await lastUse();
    await profileOf(secret);
    await expect.poll(async () => Date.parse(await lastUse())).toBeGreaterThan(Date.parse(old));
  });

  it('never gives more than its owner holds now', async () => {
    const person = await service.addPerson({ roles: ['RADIOLOGIST'] });
    const { secret } = await createToken(person, { permissions: ['view', 'anonymize'] });
    const permissions = async () => (await profileOf(secret)).permissions;
    expect(await permissions()).toEqual(['view', 'anonymize']);
    await knex('user_roles').where({ user_id: person.id }).update({ role: 'TECHNICIAN' });
    expect(await permissions()).toEqual(['view']);
    await knex('user_roles').where({ user_id: person.id }).update({ role: 'PHYSICIAN' });
    expect(await profileOf(secret)).toMatchObject({ 'authorized-labels': [`sgim-u-${person.id}`] });
    await knex('user_roles').where({ user_id: person.id }).delete();
    expect(await profileOf(secret)).toMatchObject(nothing);
    await knex('user_roles').insert({ user_id: person.id, role: 'RADIOLOGIST' });
    expect(await permissions()).toEqual(['view', 'anonymize']);
    await knex('users').where({ id: person.id }).update({ disabled_at: knex.fn.now() });
    expect(await profileOf(secret)).toMatchObject(nothing);
  });

  it('may be limited to labels, of which it gives what its owner holds there now', async () => {
    const grants = [
      { permissions: ['view' as const, 'download' as const], labels: ['a', 'b'] },
      { permissions: ['download' as const, 'delete' as const], labels: ['c'] },
    ];
    const person = await service.addPerson({ roles: [], grants });
    const { answer, secret } = await createToken(person, {
      permissions: ['view', 'delete'],
      labels: ['b', 'c'],
    });
    const expected = [
      { permissions: ['view'], labels: ['b'] },
      { permissions: ['delete'], labels: ['c'] },
    ];
    expect(answer.body.token.grants).toEqual(expect.arrayContaining(expected));
    const profile = await profileOf(secret);
    expect(profile.grants).toEqual(expect.arrayContaining(expected));
    expect(profile.grants).toHaveLength(2);
    await knex('grants').where({ user_id: person.id }).delete();
    await knex('grants').insert({ user_id: person.id, permissions: ['view'], labels: ['*'] });
    expect((await profileOf(secret)).grants).toEqual([{ permissions: ['view'], labels: ['b', 'c'] }]);
  });

  it('is limited to no label that its owner does not hold, and nothing else happens', async () => {
    const grants = [{ permissions: ['view' as const], labels: ['a'] }];
    const cookie = await service.signIn(await service.addPerson({ roles: [], grants }));
    const body = { name: 'script', permissions: ['view'], validDays: 1, labels: ['a', 'z'] };
    const before = await service.stored();
    const answer = await service.call('POST /sgim/api/tokens', { cookie, body });
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([
      403,
      'token.exceeds-owner',
      ['labels/1'],
    ]);
    expect(await service.stored()).toEqual(before);
  });

  it('outlives its owner by no moment', async () => {
    const person = await service.addPerson();
    const { secret } = await createToken(person);
    await knex('users').where({ id: person.id }).delete();
    expect(await profileOf(secret)).toMatchObject(nothing);
    expect(await knex('api_tokens').where({ owner_id: person.id })).toEqual([]);
  });

  it('gives nothing once it has expired', async () => {
    const { secret, id } = await createToken(await service.addPerson());
    await knex('api_tokens')
      .where({ id })
      .update({ expires_at: knex.raw(`now() - interval '1 second'`) });
    expect(await profileOf(secret)).toMatchObject(nothing);
  });

  it('gives nothing once it is revoked, and leaves the list', async () => {
    const { cookie, secret, id } = await createToken(await service.addPerson());
    expect((await service.call(`DELETE /sgim/api/tokens/${id}`, { cookie })).status).toBe(204);
    expect(await profileOf(secret)).toMatchObject(nothing);
    expect((await service.call('GET /sgim/api/tokens', { cookie })).body).toEqual([]);
    const again = await service.call(`DELETE /sgim/api/tokens/${id}`, { cookie });
    expect([again.status, again.body.code]).toEqual([404, 'token.not-found']);
  });

  it('tells who holds it, without any right of a person', async () => {
    const person = await service.addPerson();
    const { secret } = await createToken(person);
    const session = await service.call('GET /auth/session', { token: secret });
    expect(session.body.user).toMatchObject({ id: person.id, permissions: ['view'] });
    expect((await service.call('GET /sgim/api/tokens', { token: secret })).status).toBe(403);
  });
});

describe("somebody else's token", () => {
  it('is neither seen nor revoked, and looks as if it did not exist', async () => {
    const { id } = await createToken(await service.addPerson());
    const cookie = await service.signIn(await service.addPerson());
    expect((await service.call('GET /sgim/api/tokens', { cookie })).body).toEqual([]);
    const before = await service.stored();
    const theirs = await service.call(`DELETE /sgim/api/tokens/${id}`, { cookie });
    const none = await service.call('DELETE /sgim/api/tokens/00000000-0000-4000-8000-000000000000', {
      cookie,
    });
    expect([theirs.status, theirs.body]).toEqual([404, none.body]);
    expect(await service.stored()).toEqual(before);
  });
});

it.each([
  [
    'a permission that its owner lacks',
    { permissions: ['view', 'users-manage'] },
    403,
    'token.exceeds-owner',
  ],
  ['no permission', { permissions: [] }, 400, 'request.invalid'],
  ['an unknown permission', { permissions: ['fly'] }, 400, 'request.invalid'],
  ['a permission twice', { permissions: ['view', 'view'] }, 400, 'request.invalid'],
  ['no label', { labels: [] }, 400, 'request.invalid'],
  ['a label of another alphabet', { labels: ['*'] }, 400, 'request.invalid'],
  ['no end', { validDays: 100_000 }, 400, 'request.invalid'],
  ['half a day', { validDays: 0.5 }, 400, 'request.invalid'],
  ['a blank name', { name: ' ' }, 400, 'request.invalid'],
  ['a name of two lines', { name: 'a\nb' }, 400, 'request.invalid'],
])('a token with %s is refused, and nothing else happens', async (_name, more, status, code) => {
  const cookie = await service.signIn(await service.addPerson({ roles: ['TECHNICIAN'] }));
  const before = await service.stored();
  const answer = await service.call('POST /sgim/api/tokens', {
    cookie,
    body: { name: 'script', permissions: ['view'], validDays: 1, ...more },
  });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(await service.stored()).toEqual(before);
});

describe('a service token', () => {
  it('belongs to nobody and holds on every study, until it ends', async () => {
    const answer = await service.ask('/internal/tokens', {
      name: 'demo',
      permissions: ['upload', 'view'],
      validSeconds: 30,
    });
    expect(answer.status).toBe(200);
    const profile = await profileOf(answer.body.secret);
    expect(profile).toMatchObject({
      name: 'demo',
      permissions: ['view', 'upload'],
      'authorized-labels': ['*'],
      grants: [{ permissions: ['upload', 'view'], labels: ['*'] }],
      'user-id': expect.stringMatching(/^service:/),
    });
    expect(profile.validity).toBeGreaterThan(20);
    expect(profile.validity).toBeLessThanOrEqual(30);
    expect((await service.call('GET /auth/session', { token: answer.body.secret })).body.user).toBeNull();
  });
});
