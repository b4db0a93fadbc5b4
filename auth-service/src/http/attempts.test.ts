import { beforeEach, describe, expect, it } from 'vitest';
import { password, startTestService, type TestService } from '../../test/service.ts';

const service = await startTestService();
beforeEach(() => service.database.knex('attempts').delete());

const guess = (target: TestService, email: string, address: string, secret = 'wrong') =>
  target.call('POST /auth/sign-in', { body: { email, password: secret }, address });
const codes = async (answers: ReturnType<typeof guess>[]) =>
  (await Promise.all(answers)).map(({ body }) => body.code);
const times = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('attempts to sign in', () => {
  it('are limited per account, wherever they come from, also for the right password and after a restart', async () => {
    const person = await service.addPerson();
    const guesses = await codes(times(12).map((index) => guess(service, person.email, `192.0.2.${index}`)));
    expect(guesses.filter((code) => code === 'session.wrong-credentials')).toHaveLength(10);
    expect(guesses.filter((code) => code === 'session.too-many-attempts')).toHaveLength(2);

    const restarted = await startTestService({ databaseUrl: service.databaseUrl });
    const before = await service.stored();
    const answer = await guess(restarted, person.email.toUpperCase(), '198.51.100.1', password);
    expect([answer.status, answer.body.code]).toEqual([403, 'session.too-many-attempts']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(890);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    expect(answer.cookie).toBeUndefined();
    expect(await service.stored()).toEqual(before);

    const other = await service.addPerson();
    expect((await guess(restarted, other.email, '192.0.2.1', password)).status).toBe(200);
  });

  it('are limited alike for an account that does not exist', async () => {
    const guesses = await codes(times(11).map(() => guess(service, 'nobody@example.org', '192.0.2.1')));
    expect(guesses.filter((code) => code === 'session.too-many-attempts')).toHaveLength(1);
  });

  it('are limited per address, whatever the account, and for one IPv6 network as a whole', async () => {
    const signIn = 'sign-in:2001:db8:0:0::/64';
    await service.database
      .knex('attempts')
      .insert({ key: `address:${signIn}`, points: 99, expire: Date.now() + 60_000 });
    expect(await codes([guess(service, 'a@example.org', '2001:db8::1')])).toEqual([
      'session.wrong-credentials',
    ]);
    expect(await codes([guess(service, 'b@example.org', '2001:db8::2')])).toEqual([
      'session.too-many-attempts',
    ]);
    expect(await codes([guess(service, 'c@example.org', '2001:db8:1::1')])).toEqual([
      'session.wrong-credentials',
    ]);
  });

  it('do not add up over successes', async () => {
    const person = await service.addPerson();
    for (const _ of times(3)) {
      for (const _ of times(4)) await guess(service, person.email, '192.0.2.1');
      expect((await guess(service, person.email, '192.0.2.1', password)).status).toBe(200);
    }
  });

  it('are forgotten after their time', async () => {
    const person = await service.addPerson();
    await Promise.all(times(11).map(() => guess(service, person.email, '192.0.2.1')));
    await service.database.knex('attempts').update({ expire: Date.now() - 1 });
    expect((await guess(service, person.email, '192.0.2.1', password)).status).toBe(200);
  });

  it('leave no list of the addresses that were tried', async () => {
    await guess(service, 'marie@example.org', '192.0.2.1');
    expect(JSON.stringify(await service.database.knex('attempts'))).not.toContain('marie');
  });
});

describe('attempts to set up', () => {
  it('are limited per address', async () => {
    await service.database.knex('users').delete();
    await service.ask('/internal/set-up-code');
    const key = 'address:set-up:192.0.2.1';
    await service.database.knex('attempts').insert({ key, points: 99, expire: Date.now() + 60_000 });
    const body = { code: 'wrong', name: 'Ada', email: 'ada@example.org', password };
    const answers = [];
    for (const _ of times(2))
      answers.push(await service.call('POST /auth/set-up', { body, address: '192.0.2.1' }));
    expect(answers.map((answer) => answer.body.code)).toEqual([
      'setup.code-invalid',
      'session.too-many-attempts',
    ]);
  });
});
