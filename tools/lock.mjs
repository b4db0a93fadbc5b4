import { link, mkdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processIdentity } from './processes.mjs';

/**
 * Does some work while no other process holds the lock; a lock whose owner has died is taken over.
 * @template T
 * @param {string} file path of the lock file
 * @param {() => void} onWait called once when somebody else holds it
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, onWait, work) {
  await mkdir(dirname(file), { recursive: true });
  const own = processIdentity(process.pid);
  if (!own) throw new Error('this process has no entry in /proc');
  for (let waited = false; !(await claim(file, own)); ) {
    if (!waited) onWait();
    waited = true;
    await pause(200);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/**
 * A hard link either appears with its content or does not, so that nobody ever reads a half-written lock.
 * @param {string} file
 * @param {string} own
 */
async function claim(file, own) {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, own);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const holder = await readFile(file, 'utf8').catch(() => '');
    const pid = Number.parseInt(holder, 10);
    if (holder && processIdentity(pid) !== holder) await rm(file, { force: true });
    return false;
  } finally {
    await unlink(draft);
  }
}
