import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase } from '../../../tests/stack/postgres.ts';
import { openRelay } from '../../test/relay.ts';
import { password, startTestService } from '../../test/service.ts';
import { isDatabaseAway } from './availability.ts';

// Answers that wait for a time limit take seconds.
vi.setConfig({ testTimeout: 60_000 });

const databaseUrl = await createTestDatabase();
const relay = await openRelay(databaseUrl);
const service = await startTestService({ databaseUrl: relay.url });
const person = await service.addPerson();
const cookie = await service.signIn(person);

const requests = {
  'GET /health': () => service.call('GET /health'),
  'GET /auth/session': () => service.call('GET /auth/session'),
  'GET /sgim/api/tokens': () => service.call('GET /sgim/api/tokens', { cookie }),
  'POST /auth/sign-in': () => service.call('POST /auth/sign-in', { body: { email: person.email, password } }),
  'POST /auth/sign-out': () => service.call('POST /auth/sign-out', { cookie }),
  'POST /user/get-profile': () =>
    service.ask('/user/get-profile', { 'token-key': 'cookie', 'token-value': cookie }),
  'POST /internal/set-up-code': () => service.ask('/internal/set-up-code'),
};
const answers = () => Promise.all(Object.values(requests).map(async (ask) => (await ask()).status));

afterEach(async () => {
  await relay.mend();
  // What was frozen ends within the time limit of a query; only then are all connections good again.
  await expect.poll(async () => (await requests['GET /health']()).status, { timeout: 10_000 }).toBe(200);
});

describe('without PostgreSQL', () => {
  it.each(Object.entries(requests))('%s answers that the service is not available', async (_name, ask) => {
    await relay.cut();
    const answer = await ask();
    expect([answer.status, answer.body]).toEqual([
      503,
      { code: 'service.unavailable', message: 'The service is not available. Try again in a moment.' },
    ]);
    expect(answer.cookie).toBeUndefined();
  });

  it('the API still describes itself', async () => {
    await relay.cut();
    expect((await service.call('GET /sgim/api/openapi.json')).status).toBe(200);
  });
});

it('a PostgreSQL that hangs is answered for within the time limits, by more requests than there are connections', async () => {
  await answers();
  relay.freeze();
  const statuses = await Promise.all(Array.from({ length: 4 }, answers));
  expect(new Set(statuses.flat())).toEqual(new Set([503]));
});

it('works again as soon as PostgreSQL does, under load, and the process goes on', async () => {
  for (const _ of [1, 2, 3]) {
    const load = Array.from({ length: 5 }, answers);
    await relay.cut();
    const statuses = (await Promise.all(load)).flat();
    for (const status of statuses) expect([200, 204, 401, 503]).toContain(status);
    await relay.mend();
    await expect.poll(async () => (await requests['GET /health']()).status).toBe(200);
  }
  expect(await service.signIn(person)).toBeTruthy();
});

it('survives that PostgreSQL ends every connection, as at its own shutdown', async () => {
  const guard = new pg.Client({ connectionString: databaseUrl });
  await guard.connect();
  for (const _ of [1, 2, 3]) {
    const load = Array.from({ length: 5 }, answers);
    await guard.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    const statuses = (await Promise.all(load)).flat();
    for (const status of statuses) expect([200, 204, 401, 503]).toContain(status);
  }
  await guard.end();
  expect((await requests['GET /auth/session']()).status).toBe(200);
});

describe('isDatabaseAway', () => {
  const failure = (message: string, code?: string) => Object.assign(new Error(message), { code });
  it.each<[boolean, unknown]>([
    [true, failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED')],
    [true, new AggregateError([failure('', 'ECONNREFUSED')])],
    [true, failure('terminating connection due to administrator command', '57P01')],
    [true, failure('the database system is starting up', '57P03')],
    [true, failure('sorry, too many clients already', '53300')],
    [true, failure('Connection terminated unexpectedly')],
    [true, failure('timeout exceeded when trying to connect')],
    [true, failure('Knex: Timeout acquiring a connection. The pool is probably full.')],
    [false, failure('duplicate key value violates unique constraint', '23505')],
    [false, failure('password authentication failed for user', '28P01')],
    [false, failure('relation "users" does not exist', '42P01')],
    [false, new TypeError('x is undefined')],
    [false, undefined],
  ])('%s: %s', (expected, error) => {
    expect(isDatabaseAway(error)).toBe(expected);
  });
});
