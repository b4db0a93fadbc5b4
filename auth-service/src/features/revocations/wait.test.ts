import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../tests/stack/postgres.ts';
import { openRelay } from '../../../test/relay.ts';
import { startTestService, type TestService } from '../../../test/service.ts';

const databaseUrl = await createTestDatabase();
const service = await startTestService({ databaseUrl });
const replica = await startTestService({ databaseUrl });
const knex = service.database.knex;
const person = await service.addPerson();

interface Answer {
  sequence: string;
  subjects: string[];
  all: boolean;
}
async function wait(after: string | null, waitSeconds = 25, where: TestService = service): Promise<Answer> {
  const { status, body } = await where.ask('/internal/revocations/wait', { after, waitSeconds });
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}
const now = async () => (await wait(null)).sequence;
const revoke = (subject = person.id) =>
  knex.transaction(async (trx) => {
    await trx('user_roles').where({ user_id: subject }).delete();
    await trx('user_roles').insert({ user_id: subject, role: 'ADMIN' });
  });

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return client;
}

/** Until so many processes listen: only then does a test say what a notification does. */
const expectListeners = (count: number) =>
  expect
    .poll(async () => (await knex.raw(listeners)).rows.length, {
      timeout: 10_000,
    })
    .toBe(count);
const listeners =
  "select pid from pg_stat_activity where datname = current_database() and application_name = 'sgim-auth-service-listener' and state = 'idle'";

describe('waiting', () => {
  it('tells at once where the order is, and what came after a point in it', async () => {
    const sequence = await now();
    await revoke();
    const answer = await wait(sequence);
    expect(answer).toEqual({ sequence: expect.any(String), subjects: [person.id], all: false });
    expect(Number(answer.sequence)).toBeGreaterThan(Number(sequence));
    expect(await wait(answer.sequence, 0)).toEqual({ ...answer, subjects: [] });
  });

  it('ends with nothing when nothing happens', async () => {
    const sequence = await now();
    expect(await wait(sequence, 1)).toEqual({ sequence, subjects: [], all: false });
  });

  it('ends within 50 ms of a commit, on each of two replicas, for everybody who waits', async () => {
    await Promise.all([wait(await now(), 1), wait(await now(), 1, replica)]);
    await expectListeners(2);
    const delays: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const sequence = await now();
      const ended = [service, service, replica].map(async (where) => {
        const { subjects } = await wait(sequence, 25, where);
        return { at: performance.now(), subjects };
      });
      await revoke();
      const committed = performance.now();
      for (const { at, subjects } of await Promise.all(ended)) {
        expect(subjects).toEqual([person.id]);
        delays.push(at - committed);
      }
    }
    delays.sort((one, other) => one - other);
    expect(delays[Math.floor(delays.length / 2)]).toBeLessThan(50);
  });

  it('holds no connection of the pools, however many wait', async () => {
    const sequence = await now();
    const many = Array.from({ length: 40 }, () => wait(sequence));
    expect((await service.call('GET /health')).status).toBe(200);
    await revoke();
    for (const { subjects } of await Promise.all(many)) expect(subjects).toEqual([person.id]);
  });

  it('forgets those who have gone', async () => {
    const sequence = await now();
    const gone = new AbortController();
    const request = fetch(`${service.url}/internal/revocations/wait`, {
      method: 'POST',
      signal: gone.signal,
    });
    gone.abort();
    await expect(request).rejects.toThrow();
    await revoke();
    expect((await wait(sequence)).subjects).toEqual([person.id]);
  });
});

describe('a point in the order that cannot be told apart', () => {
  it.each(['1', '999999999999999999'])(
    '%s, of another database, means that everything must be forgotten',
    async (after) => {
      expect(await wait(after)).toEqual({ sequence: await now(), subjects: [], all: true });
    },
  );

  it('means the same when it is older than what is kept, but not when it is the last that was written before', async () => {
    const old = await now();
    await revoke();
    const last = await now();
    await knex('revocations').update({ at: knex.raw(`now() - interval '25 hours'`) });
    expect(await wait(last, 0)).toEqual({ sequence: last, subjects: [], all: false });
    // Each that is written makes room.
    for (let round = 0; round < 20; round += 1) await revoke();
    expect(await wait(last)).toMatchObject({ subjects: [person.id], all: false });
    expect(await wait(old)).toMatchObject({ subjects: [], all: true });
    const [{ count } = { count: '' }] = await knex('revocations')
      .where('at', '<', knex.raw(`now() - interval '24 hours'`))
      .count<{ count: string }[]>('* as count');
    expect(Number(count)).toBe(1);
  });
});

describe('the order', () => {
  it('is that of the commits: a later number is not visible before an earlier one', async () => {
    const [slow, fast] = [await connect(), await connect()];
    const other = await service.addPerson();
    const sequence = await now();
    const waiting = wait(sequence);
    await slow.query('begin');
    await slow.query('delete from user_roles where user_id = $1', [person.id]);
    await slow.query('set constraints all immediate');
    // It has its number. Whoever comes now waits for its end.
    const second = fast.query('delete from user_roles where user_id = $1', [other.id]);
    await expect
      .poll(
        async () =>
          (await knex.raw(`select from pg_locks where locktype = 'advisory' and not granted`)).rows.length,
      )
      .toBe(1);
    expect(await wait(sequence, 0)).toMatchObject({ sequence, subjects: [] });
    await slow.query('commit');
    await second;
    const first = await waiting;
    const rest = first.subjects.length === 2 ? first : await wait(first.sequence);
    expect([...new Set([...first.subjects, ...rest.subjects])]).toEqual([person.id, other.id]);
    await Promise.all([slow.end(), fast.end()]);
  });

  it('loses nothing between two waits, while many write at the same time', async () => {
    const { rows } = await knex.raw<{ rows: { id: string }[] }>(
      `insert into users (email, name) select 'many-' || n || '@example.org', 'Many' from generate_series(1, 80) as n returning id`,
    );
    let sequence = await now();
    const seen: string[] = [];
    let isOver = false;
    const reader = (async () => {
      for (;;) {
        const isLast = isOver;
        const answer = await wait(sequence, 0, replica);
        seen.push(...answer.subjects);
        sequence = answer.sequence;
        if (isLast) return;
      }
    })();
    const writers = await Promise.all(Array.from({ length: 8 }, connect));
    const left = rows.map(({ id }) => id);
    await Promise.all(
      writers.map(async (client) => {
        for (let id = left.pop(); id !== undefined; id = left.pop()) {
          await client.query('begin; set constraints all immediate');
          await client.query(`insert into user_roles values ($1, 'PHYSICIAN')`, [id]);
          // Some time between the number and the commit.
          await client.query('select 1');
          await client.query('commit');
        }
        await client.end();
      }),
    );
    isOver = true;
    await reader;
    expect(seen.sort()).toEqual(rows.map(({ id }) => id).sort());
  });

  it('lets nobody wait for each other: two who change the same rows the other way round both get through', async () => {
    const [one, other] = [await service.addPerson(), await service.addPerson()];
    const [first, second] = [await connect(), await connect()];
    const drop = 'delete from user_roles where user_id = $1';
    await first.query('begin');
    await first.query(drop, [one.id]);
    await second.query('begin');
    await second.query(drop, [other.id]);
    const blocked = first.query('delete from user_roles where user_id = any($1)', [[one.id, other.id]]);
    await second.query('commit');
    await blocked;
    await first.query('commit');
    await Promise.all([first.end(), second.end()]);
  });
});

describe('when the connection is lost by which it listens', () => {
  it('a waiting request still learns of everything, and it listens again', async () => {
    await wait(await now(), 1);
    await expectListeners(2);
    const sequence = await now();
    const waiting = [wait(sequence), wait(sequence, 25, replica)];
    const { rows: before } = await knex.raw(listeners);
    await knex.raw(`select pg_terminate_backend(pid) from (${listeners}) as listener`);
    const begun = performance.now();
    await revoke();
    for (const { subjects } of await Promise.all(waiting)) expect(subjects).toEqual([person.id]);
    expect(performance.now() - begun).toBeLessThan(2_000);
    await expectListeners(2);
    const { rows: after } = await knex.raw(listeners);
    expect(after).not.toEqual(before);
  });

  it('a request that comes while PostgreSQL is away is told so, and one that comes after it works', async () => {
    const relay = await openRelay(databaseUrl);
    const remote = await startTestService({ databaseUrl: relay.url });
    const sequence = await now();
    await wait(sequence, 1, remote);
    const waiting = remote.ask('/internal/revocations/wait', { after: sequence, waitSeconds: 25 });
    await relay.cut();
    expect((await waiting).status).toBe(503);
    await relay.mend();
    await expect
      .poll(
        async () =>
          (await remote.ask('/internal/revocations/wait', { after: sequence, waitSeconds: 0 })).status,
      )
      .toBe(200);
    await revoke();
    expect((await wait(sequence, 25, remote)).subjects).toEqual([person.id]);
  });
});
