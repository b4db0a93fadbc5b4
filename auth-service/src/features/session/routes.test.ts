import { beforeEach, describe, expect, it } from 'vitest';
import { password, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;
const signIn = (email: string, secret = password, sent: object = {}) =>
  service.call('POST /auth/sign-in', { body: { email, password: secret }, ...sent });

beforeEach(() => knex('attempts').delete());

describe('signing in', () => {
  it('gives a session, whatever the case of the address', async () => {
    const person = await service.addPerson({
      roles: ['RADIOLOGIST', 'SECRETARY'],
      email: 'marie@example.org',
    });
    const answer = await signIn('Marie@Example.ORG');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      user: { id: person.id, email: 'marie@example.org', roles: ['RADIOLOGIST', 'SECRETARY'] },
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^sgim_session=s%3A\S+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const session = await service.call('GET /auth/session', { cookie: answer.cookie });
    expect(session.body.user).toEqual(answer.body.user);
  });

  it('begins under a new session id and ends the session before it', async () => {
    const person = await service.addPerson();
    const first = await service.signIn(person);
    const second = await signIn(person.email, password, { cookie: first });
    expect(second.cookie).not.toBe(first);
    const old = await service.call('GET /auth/session', { cookie: first });
    expect(old.body.user).toBeNull();
  });

  it('takes no session id that the client makes up', async () => {
    const person = await service.addPerson();
    const answer = await signIn(person.email, password, { cookie: 's%3Amine.signature' });
    expect(answer.status).toBe(200);
    expect(answer.cookie).not.toContain('mine');
  });

  it.each([
    ['an unknown address', 'nobody@example.org', password, {}, 401, 'session.wrong-credentials'],
    ['a wrong password', undefined, 'wrong', {}, 401, 'session.wrong-credentials'],
    [
      'an account without password',
      undefined,
      password,
      { noPassword: true },
      401,
      'session.wrong-credentials',
    ],
    ['a disabled account', undefined, password, { disabled: true }, 403, 'account.disabled'],
    [
      'a disabled account and a wrong password',
      undefined,
      'wrong',
      { disabled: true },
      401,
      'session.wrong-credentials',
    ],
    ['a pending account', undefined, password, { roles: [] }, 403, 'account.pending'],
    [
      'a pending account and a wrong password',
      undefined,
      'wrong',
      { roles: [] },
      401,
      'session.wrong-credentials',
    ],
  ])('with %s is refused, and nothing else happens', async (_name, email, secret, state, status, code) => {
    const { noPassword, ...rest } = state as { noPassword?: boolean; disabled?: boolean; roles?: string[] };
    const person = await service.addPerson(rest);
    if (noPassword) await knex('users').where({ id: person.id }).update({ password_hash: null });
    const before = await service.stored();
    const answer = await signIn(email ?? person.email, secret);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.cookie).toBeUndefined();
    expect(await service.stored()).toEqual(before);
  });

  it('marks the cookie Secure when people come by https', async () => {
    const https = await startTestService({ publicUrl: 'https://images.example.org' });
    const person = await https.addPerson();
    const answer = await https.call('POST /auth/sign-in', {
      body: { email: person.email, password },
      headers: { origin: 'https://images.example.org', 'x-forwarded-proto': 'http' },
    });
    expect(answer.headers.get('set-cookie')).toMatch(/; Secure; /);
  });
});

describe('signing out', () => {
  it('ends the session at once, everywhere, and forgets the cookie', async () => {
    const person = await service.addPerson();
    const cookie = await service.signIn(person);
    const other = await service.signIn(person);
    const answer = await service.call('POST /auth/sign-out', { cookie });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^sgim_session=; Path=\/; Expires=Thu, 01 Jan 1970/);

    expect((await service.call('GET /auth/session', { cookie })).body.user).toBeNull();
    expect((await service.call('GET /sgim/api/tokens', { cookie })).status).toBe(401);
    const profile = await service.ask('/user/get-profile', { 'token-key': 'cookie', 'token-value': cookie });
    expect(profile.body['user-id']).toBeNull();
    expect((await service.call('GET /auth/session', { cookie: other })).body.user.id).toBe(person.id);
  });

  it('is no mistake for somebody who is not signed in', async () => {
    const before = await service.stored();
    expect((await service.call('POST /auth/sign-out')).status).toBe(204);
    expect(await service.stored()).toEqual(before);
  });
});

describe('a session', () => {
  const isSignedIn = async (cookie: string) =>
    (await service.call('GET /auth/session', { cookie })).body.user !== null;
  const move = (column: string, interval: string) =>
    knex('sessions').update({ [column]: knex.raw(`now() + ?::interval`, [interval]) });
  const secondsLeft = async () => {
    const [row] = await knex('sessions').select(knex.raw('extract(epoch from expire - now())::int as left'));
    return row.left;
  };

  beforeEach(() => knex('sessions').delete());

  it('ends after an hour without activity', async () => {
    const cookie = await service.signIn(await service.addPerson());
    expect(await secondsLeft()).toBeGreaterThan(3_590);
    expect(await secondsLeft()).toBeLessThanOrEqual(3_601);
    await move('expire', '-1 second');
    expect(await isSignedIn(cookie)).toBe(false);
  });

  it('is kept alive by activity, written at most once a minute', async () => {
    const cookie = await service.signIn(await service.addPerson());
    await move('expire', '3570 seconds');
    const before = await service.stored();
    expect(await isSignedIn(cookie)).toBe(true);
    expect(await service.stored()).toEqual(before);
    await move('expire', '10 minutes');
    expect(await isSignedIn(cookie)).toBe(true);
    // Nobody waits for the write.
    await expect.poll(secondsLeft).toBeGreaterThan(3_590);
  });

  it('ends 12 hours after it began, however active', async () => {
    const cookie = await service.signIn(await service.addPerson());
    await move('created_at', '-11 hours -50 minutes');
    await move('expire', '1 minute');
    expect(await isSignedIn(cookie)).toBe(true);
    await expect.poll(secondsLeft).toBeGreaterThan(590);
    expect(await secondsLeft()).toBeLessThanOrEqual(600);
  });

  it.each([
    ['another signature', (cookie: string) => `${cookie.slice(0, -3)}AAA`],
    ['no signature', (cookie: string) => cookie.replace(/\..*/, '')],
    ['another id under the same signature', (cookie: string) => cookie.replace('s%3A', 's%3AA')],
    ['broken encoding', (cookie: string) => `%${cookie}`],
    ['nothing', () => ''],
  ])('is not opened by a cookie with %s', async (_name, forge) => {
    const cookie = await service.signIn(await service.addPerson());
    expect(await isSignedIn(forge(cookie))).toBe(false);
  });

  it('cannot be opened by what the database knows of it', async () => {
    const cookie = decodeURIComponent(await service.signIn(await service.addPerson()));
    const [, id = ''] = /^s:([^.]+)\./.exec(cookie) ?? [];
    expect(id.length).toBeGreaterThan(20);
    expect(JSON.stringify(await service.stored())).not.toContain(id);
  });

  it('ends with its account, and gives what the account holds now', async () => {
    const person = await service.addPerson({ roles: ['PHYSICIAN'] });
    const cookie = await service.signIn(person);
    const read = async () => (await service.call('GET /auth/session', { cookie })).body.user;
    expect((await read()).permissions).toEqual(['view', 'download', 'share', 'comment', 'report-read']);
    expect((await read()).grants).toEqual([
      {
        permissions: ['view', 'download', 'share', 'comment', 'report-read'],
        labels: [`sgim-u-${person.id}`],
      },
    ]);
    await knex('user_roles').where({ user_id: person.id }).update({ role: 'SECRETARY' });
    expect((await read()).roles).toEqual(['SECRETARY']);
    await knex('users').where({ id: person.id }).update({ disabled_at: knex.fn.now() });
    expect(await read()).toBeNull();
    await knex('users').where({ id: person.id }).delete();
    expect(await knex('sessions').where({ user_id: person.id })).toEqual([]);
  });

  it('does not replace an API token that is no good', async () => {
    const cookie = await service.signIn(await service.addPerson());
    for (const headers of [{ authorization: 'Bearer wrong' }, { token: 'wrong' }, { 'api-key': '' }]) {
      const answer = await service.call('GET /sgim/api/tokens', { cookie, headers });
      expect([answer.status, answer.body.code]).toEqual([401, 'session.required']);
    }
  });

  it('gives nothing of a grant that has ended', async () => {
    const person = await service.addPerson({ roles: ['SECRETARY'] });
    await knex('grants').insert([
      { user_id: person.id, permissions: ['delete'], labels: ['a'], ends_at: new Date(Date.now() - 1000) },
      { user_id: person.id, permissions: ['modify'], labels: ['a'], ends_at: new Date(Date.now() + 60_000) },
    ]);
    const cookie = await service.signIn(person);
    const { user } = (await service.call('GET /auth/session', { cookie })).body;
    expect(user.permissions).toContain('modify');
    expect(user.permissions).not.toContain('delete');
  });
});
