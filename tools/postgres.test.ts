import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPostgres } from './postgres.mjs';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let dataFolder: string;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sgim database '));
  // As root, the database runs as another user, who has to get through.
  await chmod(folder, 0o711);
  dataFolder = join(folder, 'data');
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await rm(folder, { recursive: true, force: true });
});

async function start() {
  const server = await startPostgres({ dataFolder, log: () => {} });
  stops.push(server.stop);
  return server;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  // The server may end while we are connected: that is what some of these tests are about.
  client.on('error', () => {});
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

const altered = (url: string, change: Partial<Pick<URL, 'username' | 'password'>>) =>
  Object.assign(new URL(url), change).href;

describe('startPostgres', () => {
  it('keeps what was written over a stop, and over a server that was killed', async () => {
    const first = await start();
    await query(first.url, 'create table kept as select 1 as value');
    await first.stop();

    const second = await start();
    await query(second.url, 'insert into kept values (2)');
    process.kill(second.pid, 'SIGKILL');
    await second.exited;

    const third = await start();
    expect(await query(third.url, 'select value from kept order by value')).toEqual([1, 2]);
  });

  it('ends a server that was left behind and takes its place', async () => {
    const leftover = await start();
    const server = await start();
    expect(await leftover.exited).toBe('exit status 0');
    expect(await query(server.url, 'select 1')).toEqual([1]);
  });

  it('has one role, which is no superuser, and lets nobody else in', async () => {
    const { url } = await start();
    expect(
      await query(url, 'select rolname, rolsuper, rolcreaterole from pg_roles where rolcanlogin'),
    ).toEqual(['postgres', true, true, 'sgim', false, false]);
    await expect(query(altered(url, { username: 'postgres' }), 'select 1')).rejects.toThrow(
      'no pg_hba.conf entry',
    );
    await expect(query(altered(url, { password: 'guessed' }), 'select 1')).rejects.toThrow('password');
  });

  it('listens on loopback alone, without a socket file', async () => {
    const { url } = await start();
    expect(await query(url, 'show listen_addresses')).toEqual(['127.0.0.1']);
    expect(await readFile('/proc/net/unix', 'utf8')).not.toContain(`.s.PGSQL.${new URL(url).port}`);
  });

  it('keeps the password and the data from others', async () => {
    await start();
    expect((await stat(join(dataFolder, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataFolder, 'cluster'))).mode & 0o777).toBe(0o700);
    const password = (await readFile(join(dataFolder, 'password'), 'utf8')).trim();
    expect(await readFile(join(dataFolder, 'postgres.log'), 'utf8')).not.toContain(password);
  });
});
