import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { findFreePort } from './ports.mjs';
import { findAccount, findBinaries } from './postgres-binaries.mjs';
import { endLeftover, ensureCluster, findClusterFolder, owner, readPassword } from './postgres-cluster.mjs';

/**
 * @typedef {object} Postgres
 * @property {string} url connection URL of the auth service's role and database, with the password
 * @property {number} pid
 * @property {string} dataFolder
 * @property {Promise<string>} exited how the server ended, once it has
 * @property {() => Promise<void>} stop disconnects everybody and waits for the end
 * @property {() => void} kill ends it at once; the next start recovers from its journal
 */

/**
 * Starts the PostgreSQL that npm installed, on loopback only, creating its database the first time. As root it runs as the user
 * `postgres`, or else `nobody`. A server that was left behind on the same folder is ended first.
 * @param {object} options
 * @param {string} options.dataFolder is made when missing
 * @param {number} [options.port] a free one when left out
 * @param {boolean} [options.durable] false: nothing survives a power cut nor `stop`, but it is fast, and the role may create
 * databases (for tests)
 * @param {string} [options.logFile] what the server itself says
 * @param {(message: string) => void} options.log
 * @returns {Promise<Postgres>}
 * @throws {Failure}
 */
export async function startPostgres({ dataFolder, port, durable = true, logFile, log }) {
  await mkdir(dataFolder, { recursive: true });
  const account = await findAccount();
  const bin = await findBinaries(account);
  const folder = await findClusterFolder(dataFolder, account, durable);
  const password = await readPassword(dataFolder);
  await endLeftover(folder);
  if (await ensureCluster({ folder, bin, account, password, durable })) log('Created the database');
  const logPath = logFile ?? join(dataFolder, 'postgres.log');
  const output = await open(logPath, 'a', 0o600);
  try {
    // Backends of a killed server take a moment to notice; until then they hold its shared memory.
    for (let attempt = 1; ; attempt++) {
      const used = port ?? (await findFreePort());
      const server = launch({ bin, folder, port: used, account, durable, output: output.fd });
      if (await isReady(folder, server)) {
        const url = `postgres://${owner}:${password}@127.0.0.1:${used}/${owner}`;
        return {
          url,
          pid: server.pid,
          dataFolder,
          exited: server.exited,
          kill: () => server.kill('SIGQUIT'),
          stop: () => stop(server, durable ? undefined : folder),
        };
      }
      if (attempt === 10)
        throw new Failure(`PostgreSQL does not start (${await server.exited}): see ${logPath}.`);
      await pause(300);
    }
  } finally {
    await output.close();
  }
}

/**
 * @param {{ bin: string, folder: string, port: number, account: { uid: number, gid: number } | undefined, durable: boolean, output: number }} options
 */
function launch({ bin, folder, port, account, durable, output }) {
  /** @type {Record<string, string | number>} */
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  if (!durable) Object.assign(settings, { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(bin, 'postgres'), ['-D', folder, ...options], {
    ...account,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', output, output],
    // A group of its own: Ctrl-C in the terminal reaches the launcher alone, which stops things in order. A database of tests
    // rather goes with them, however they end.
    detached: durable,
  });
  const endWithUs = () => child.kill('SIGQUIT');
  if (!durable) process.on('exit', endWithUs);
  let ended = false;
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
  });
  exited.then(() => {
    ended = true;
    process.off('exit', endWithUs);
  });
  return {
    pid: child.pid ?? 0,
    exited,
    hasEnded: () => ended,
    kill: (/** @type {NodeJS.Signals} */ signal) => child.kill(signal),
  };
}

/**
 * The server's own word for it, in the eighth line of its lock file, as pg_ctl reads it.
 * @param {string} folder
 * @param {{ pid: number, hasEnded: () => boolean }} server
 */
async function isReady(folder, server) {
  while (!server.hasEnded()) {
    const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (lines[0] === String(server.pid) && lines[7]?.trim() === 'ready') return true;
    await pause(20);
  }
  return false;
}

/**
 * @param {ReturnType<typeof launch>} server
 * @param {string | undefined} throwAway folder to remove afterwards
 */
async function stop(server, throwAway) {
  // "Fast": open transactions are rolled back, clients are disconnected.
  server.kill('SIGINT');
  const force = setTimeout(() => server.kill('SIGQUIT'), 20_000);
  await server.exited;
  clearTimeout(force);
  if (throwAway) await rm(throwAway, { recursive: true, force: true });
}
