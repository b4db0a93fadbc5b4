import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.mjs';

/** A database, logs and the first images; less is not worth starting with. In bytes. */
const neededBytes = 300e6;

/** How many starts one can look back on. */
const keptLogs = 5;

/**
 * Makes the folder of everything that lasts. What is inside is for its owner alone; others may only pass through, because the
 * database, when root starts it, runs as another user.
 * @param {string} folder
 * @throws {Failure} when it cannot be written or has too little room
 */
export async function openDataFolder(folder) {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    for (const name of ['logs', 'secrets', 'orthanc'])
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
    // A file system can be read-only, or broken, without its permissions saying so.
    await writeFile(join(folder, 'secrets', '.probe'), 'probe');
    await rm(join(folder, 'secrets', '.probe'));
  } catch (error) {
    throw explain(folder, error);
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  const free = Math.floor((bavail * bsize) / 1e6);
  throw new Failure(
    `The disk of SGIM_DATA ${folder} is full (${free} MB free): free at least ${neededBytes / 1e6} MB.`,
  );
}

/**
 * Node's own recursive `mkdir` never ends where a folder exists and refuses children as if it did not, such as /proc.
 * @param {string} folder
 */
async function makeFolder(folder) {
  const isMissing = await tryMake(folder);
  if (!isMissing) return;
  await makeFolder(dirname(folder));
  await mkdir(folder, { mode: 0o711 });
}

/**
 * @param {string} folder
 * @returns {Promise<boolean>} whether its parent is missing
 */
async function tryMake(folder) {
  try {
    await mkdir(folder, { mode: 0o711 });
    return false;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT' && dirname(folder) !== folder) return true;
    throw error;
  }
}

/** @param {string} folder @param {unknown} error */
function explain(folder, error) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC')
    return new Failure(`The disk of SGIM_DATA ${folder} is full: free at least ${neededBytes / 1e6} MB.`);
  return new Failure(
    `The folder SGIM_DATA ${folder} cannot be written (${code}): give access to it or set another.`,
  );
}

/**
 * A secret that is made once.
 * @param {string} folder the data folder
 * @param {string} name
 * @returns {Promise<string>} 64 hexadecimal digits
 */
export async function keepSecret(folder, name) {
  const file = join(folder, 'secrets', name);
  const found = await readFile(file, 'utf8').catch(() => '');
  if (found) return found.trim();
  const secret = randomBytes(32).toString('hex');
  await writeFile(`${file}.draft`, `${secret}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.draft`, file);
  return secret;
}

/**
 * Puts the last start's log aside and gives the path of a new one.
 * @param {string} folder the data folder
 * @param {string} name
 */
export async function rotateLog(folder, name) {
  const file = (/** @type {number} */ age) =>
    join(folder, 'logs', age === 0 ? `${name}.log` : `${name}.${age}.log`);
  for (let age = keptLogs - 1; age >= 0; age--) await rename(file(age), file(age + 1)).catch(() => {});
  return file(0);
}
