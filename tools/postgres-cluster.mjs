import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { Failure } from './failure.mjs';
import { canReach, sharedFolder } from './postgres-binaries.mjs';
import { endProcess, processIdentity } from './processes.mjs';

/** @typedef {import('./postgres-binaries.mjs').Account} Account */

/** Role and database of the auth service. */
export const owner = 'sgim';

/**
 * Only our own role may connect, over loopback, with its password. PostgreSQL's superuser has no way in at all: what it has to do
 * is done before the server starts.
 */
const hostRules = `host all ${owner} 127.0.0.1/32 scram-sha-256\n`;

/**
 * Finds or makes the password of our role.
 * @param {string} dataFolder
 * @returns {Promise<string>}
 */
export async function readPassword(dataFolder) {
  const file = join(dataFolder, 'password');
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found) return found.trim();
  const password = randomBytes(24).toString('hex');
  const draft = `${file}.draft`;
  const handle = await open(draft, 'w', 0o600);
  await handle.writeFile(`${password}\n`);
  await handle.sync();
  await handle.close();
  await rename(draft, file);
  return password;
}

/**
 * Where the database's files are: in the data folder, or, where its account cannot enter that, in a folder of its own that the
 * data folder remembers.
 * @param {string} dataFolder
 * @param {Account | undefined} account
 * @param {boolean} durable
 */
export async function findClusterFolder(dataFolder, account, durable) {
  const pointer = join(dataFolder, 'cluster-folder');
  const remembered = await readFile(pointer, 'utf8').catch(() => '');
  if (remembered) return remembered.trim();
  const usual = join(dataFolder, 'cluster');
  if (!account || (await exists(usual)) || (await canReach(dataFolder, account))) return usual;
  const folder = join(durable ? sharedFolder : tmpdir(), `sgim-cluster-${randomBytes(8).toString('hex')}`);
  await writeFile(pointer, `${folder}\n`);
  return folder;
}

/**
 * Creates the cluster with our role and database when there is none; a half-made one is never left behind. Where nothing need
 * be durable (tests), our role may create databases.
 * @param {{ folder: string, bin: string, account: Account | undefined, password: string, durable: boolean }} options
 * @returns {Promise<boolean>} whether it was created now
 * @throws {Failure}
 */
export async function ensureCluster({ folder, bin, account, password, durable }) {
  if (await exists(join(folder, 'PG_VERSION'))) return false;
  const draft = `${folder}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await mkdir(draft, { mode: 0o700 });
  if (account) await chown(draft, account.uid, account.gid);
  const as = { ...account, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  // What sorts people's names says so itself: the default is the same on every machine, whatever its C library.
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'];
  const options = [
    '--username=postgres',
    '--auth=reject',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
  await run(join(bin, 'initdb'), ['-D', draft, ...options, ...locale], as);
  // In single-user mode, a statement ends at a semicolon before an empty line.
  const statements = [
    `create role ${owner} login ${durable ? '' : 'createdb'} password '${password}'`,
    `create database ${owner} owner ${owner}`,
  ];
  const input = statements.map((statement) => `${statement};\n\n`).join('');
  const single = ['--single', '-j', '-D', draft, '-c', 'exit_on_error=true', 'postgres'];
  await run(join(bin, 'postgres'), single, { ...as, input });
  await writeFile(join(draft, 'pg_hba.conf'), hostRules);
  await rename(draft, folder);
  return true;
}

/**
 * @param {string} command @param {string[]} args @param {Parameters<typeof runCommand>[2]} options
 * @throws {Failure}
 */
async function run(command, args, options) {
  const { code, stderr } = await runCommand(command, args, options);
  if (code === 0) return;
  const reason =
    stderr
      .trim()
      .split('\n')
      .find((line) => /error|fatal|panic/i.test(line)) ?? stderr.trim().split('\n').pop();
  throw new Failure(`The database could not be created: ${reason || 'its program was killed'}.`);
}

/**
 * Ends the server that a killed launcher left behind, and removes the trace of one that died itself.
 * @param {string} folder
 */
export async function endLeftover(folder) {
  const file = join(folder, 'postmaster.pid');
  const [pid] = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  if (!pid) return;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const identity = processIdentity(Number(pid));
  // Another process may have the number by now.
  if (identity && command.split('\0').includes(folder))
    await endProcess(identity, { signal: 'SIGINT', patienceMs: 20_000 });
  await rm(file, { force: true });
}

/** @param {string} path */
async function exists(path) {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
