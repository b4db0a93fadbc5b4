import pg from 'pg';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../tests/stack/postgres.ts';
import { buildProgram, waitUntilListening } from '../../../test/program.ts';
import { openRelay } from '../../../test/relay.ts';
import { basic } from '../../../test/service.ts';
import { createBell } from './bell.ts';

const databaseUrl = await createTestDatabase();

it('notices a connection that is there and says nothing any more', async () => {
  const relay = await openRelay(databaseUrl);
  const limits = { connectionTimeoutMillis: 500, query_timeout: 500 };
  const makeClient = () => new pg.Client({ connectionString: relay.url, ...limits });
  const bell = createBell(makeClient, pino({ level: 'silent' }), 100);
  afterAll(bell.close);
  const signal = new AbortController().signal;
  // Whoever waits is woken, to look by himself.
  const change = () => bell.wait(bell.rings, 20_000, signal);
  await change();
  expect(bell.isHeard).toBe(true);
  relay.freeze();
  await change();
  expect(bell.isHeard).toBe(false);
  await relay.mend();
  await change();
  expect(bell.isHeard).toBe(true);
});

it('answers whoever waits when the service is stopped, and does not hold up its end', async () => {
  const run = await buildProgram();
  const program = await run([], { DATABASE_URL: databaseUrl });
  await waitUntilListening(program);
  const wait = async (after: string | null) => {
    const response = await fetch(`http://127.0.0.1:${program.port}/internal/revocations/wait`, {
      method: 'POST',
      headers: { authorization: basic, 'content-type': 'application/json' },
      body: JSON.stringify({ after, waitSeconds: 25 }),
    });
    return response.json();
  };
  const { sequence } = (await wait(null)) as { sequence: string };
  const waiting = [1, 2, 3].map(() => wait(sequence));
  await expect.poll(() => countListeners()).toBe(1);
  program.process.kill('SIGTERM');
  expect(await Promise.all(waiting)).toEqual(Array(3).fill({ sequence, subjects: [], all: false }));
  expect(await program.exited).toEqual({ code: 0, signal: null });
  expect(program.output.stdout).toContain('"stopped"');
});

async function countListeners(): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    `select from pg_stat_activity where datname = current_database() and query = 'listen revocations'`,
  );
  await client.end();
  return rows.length;
}
