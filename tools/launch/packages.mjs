import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { withLock } from '../lock.mjs';

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {boolean} [link] a workspace of our own
 * @property {boolean} [optional] for some machines only
 */

/**
 * Installs the npm packages when they are missing or not those of the lock file.
 * @param {string} root
 * @param {(message: string) => void} log
 * @throws {Failure}
 */
export async function ensurePackages(root, log) {
  if (await areInstalled(root)) return;
  const onWait = () => log('Waiting for another process that is installing packages');
  await withLock(`${root}: packages`, onWait, async () => {
    if (await areInstalled(root)) return;
    log('Installing npm packages');
    const { npm_execpath: npm } = process.env;
    const [command, args] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
    const outcome = await runCommand(command, [...args, 'ci', '--no-progress', '--no-audit', '--no-fund'], {
      cwd: root,
    });
    if (outcome.missing) throw new Failure('npm is missing: install it together with Node.');
    if (outcome.code !== 0)
      throw new Failure(`The npm packages could not be installed: ${explain(outcome.stderr)}.`);
  });
}

/**
 * npm writes what it has installed in the form of the lock file.
 * @param {string} root
 */
async function areInstalled(root) {
  const [wanted, found] = await Promise.all(
    ['package-lock.json', 'node_modules/.package-lock.json'].map((file) => readPackages(join(root, file))),
  );
  if (!wanted || !found) return false;
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    if (!path.includes('node_modules/')) return true;
    const installed = found[path];
    return installed ? Boolean(link) || installed.version === version : Boolean(optional);
  });
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, LockedPackage> | undefined>}
 */
async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} stderr */
function explain(stderr) {
  const lines = stderr
    .split('\n')
    .flatMap((line) => /^npm (?:error|ERR!) (?!A complete log|code )(.+)$/.exec(line)?.[1] ?? []);
  return lines[0]?.trim().replace(/\.$/, '') || 'run "npm ci" to see why';
}
