import { beforeEach, describe, expect, it } from 'vitest';
import { password, startTestService } from '../../../test/service.ts';
import { setUpFromSettings } from './set-up-store.ts';

const service = await startTestService();
const knex = service.database.knex;
const ada = { name: ' Ada Lovelace ', email: 'Ada@Example.org', password };

const createCode = async (): Promise<string> => (await service.ask('/internal/set-up-code')).body.code;
const setUp = (code: string, more: object = {}) =>
  service.call('POST /auth/set-up', { body: { ...ada, code, ...more } });

beforeEach(async () => {
  await knex('users').delete();
  await knex('set_up_codes').delete();
  await knex('attempts').delete();
});

describe('the first administrator', () => {
  it('is created by the one-time code and signed in', async () => {
    const before = (await service.call('GET /auth/session')).body;
    expect(before).toEqual({ user: null, needsSetup: true });
    const answer = await setUp(await createCode());
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      user: { name: 'Ada Lovelace', email: 'ada@example.org', roles: ['ADMIN'] },
      needsSetup: false,
    });
    expect(answer.body.user.permissions).toEqual(
      expect.arrayContaining(['users-manage', 'view', 'download', 'share']),
    );
    const session = await service.call('GET /auth/session', { cookie: answer.cookie });
    expect(session.body).toEqual(answer.body);
    expect((await service.call('POST /auth/sign-in', { body: { email: ada.email, password } })).status).toBe(
      200,
    );
  });

  it('is created once, however many use the code at the same time', async () => {
    const code = await createCode();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => setUp(code, { email: `ada-${index}@example.org` })),
    );
    const created = answers.filter(({ status }) => status === 200);
    expect(created.length).toBeLessThanOrEqual(1);
    // A busy machine may also answer that the service is not available: it never means a second administrator.
    const refusals = ['setup.done', 'setup.code-invalid', 'service.unavailable'];
    for (const { status, body } of answers) if (status !== 200) expect(refusals).toContain(body.code);
    expect(await knex('user_roles').where({ role: 'ADMIN' })).toHaveLength(1);
    expect(await knex('users')).toHaveLength(1);
    expect(await knex('sessions')).toHaveLength(created.length);
  });

  it('can be created by none but the latest code', async () => {
    const old = await createCode();
    const latest = await createCode();
    expect((await setUp(old)).body.code).toBe('setup.code-invalid');
    expect((await setUp(latest)).status).toBe(200);
  });

  it.each([
    ['a wrong code', async () => 'wrong', {}, 403, 'setup.code-invalid'],
    [
      'a code of yesterday',
      async () => {
        const code = await createCode();
        await knex('set_up_codes').update({ expires_at: knex.raw(`expires_at - interval '24 hours'`) });
        return code;
      },
      {},
      403,
      'setup.code-invalid',
    ],
    ['a short password', createCode, { password: 'eleven char' }, 400, 'request.invalid'],
    ['no address', createCode, { email: 'ada' }, 400, 'request.invalid'],
    ['a blank name', createCode, { name: ' \t ' }, 400, 'request.invalid'],
    ['a name that PostgreSQL cannot store', createCode, { name: 'Ada\u0000' }, 400, 'request.invalid'],
  ])('is not created with %s, and nothing else happens', async (_name, makeCode, more, status, problem) => {
    const code = await makeCode();
    const before = await service.stored();
    const answer = await setUp(code, more);
    expect([answer.status, answer.body.code]).toEqual([status, problem]);
    expect(await service.stored()).toEqual(before);
  });
});

describe('once there is an administrator', () => {
  it('no code is made, and earlier ones are dead', async () => {
    const code = await createCode();
    await service.addPerson({ roles: ['ADMIN'] });
    const before = await service.stored();
    const answer = await setUp(code);
    expect([answer.status, answer.body.code]).toEqual([409, 'setup.done']);
    expect(await service.stored()).toEqual(before);
    expect(await createCode()).toBeNull();
    expect(await knex('set_up_codes')).toEqual([]);
  });

  it('the settings create no other', async () => {
    await service.addPerson({ roles: ['ADMIN'] });
    const before = await service.stored();
    expect(await setUpFromSettings(knex, { name: 'B', email: 'b@example.org', passwordHash: 'h' })).toBe(
      false,
    );
    expect(await service.stored()).toEqual(before);
  });
});

it('the settings create one administrator, however many replicas start', async () => {
  const created = await Promise.all(
    [1, 2, 3].map(() =>
      setUpFromSettings(knex, { name: 'Ada', email: 'Ada@Example.org', passwordHash: 'h' }),
    ),
  );
  expect(created.sort()).toEqual([false, false, true]);
  expect(await knex('users').select('email')).toEqual([{ email: 'ada@example.org' }]);
});

it('the code is not in the database', async () => {
  const code = await createCode();
  expect(code.length).toBeGreaterThanOrEqual(43);
  expect(JSON.stringify(await service.stored())).not.toContain(code);
});
