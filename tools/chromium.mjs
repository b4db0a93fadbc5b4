import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from './failure.mjs';

const run = promisify(execFile);
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Where Chromium is: `CHROMIUM_PATH`, else on `PATH`.
 * @returns {Promise<string | undefined>}
 */
export async function findChromium() {
  const configured = process.env.CHROMIUM_PATH;
  if (configured !== undefined) return (await isExecutable(configured)) ? configured : undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const path = join(folder, name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

/**
 * Finds Chromium, or as root installs the distribution's.
 * @param {(line: string) => void} log
 * @returns {Promise<string>} its path
 * @throws {Failure} whose message says in one sentence what to install
 */
export async function provideChromium(log) {
  const found = await findChromium();
  if (found !== undefined) return found;
  const advice =
    'The browser tests need Chromium: install it (apt-get install chromium) or set CHROMIUM_PATH.';
  if (process.env.CHROMIUM_PATH !== undefined || process.getuid?.() !== 0) throw new Failure(advice);
  log('Installing Chromium (apt-get install chromium)');
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update'], { env });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      env,
      maxBuffer: 2 ** 26,
    });
  } catch (cause) {
    throw new Failure(advice, { cause });
  }
  const installed = await findChromium();
  if (installed === undefined) throw new Failure(advice);
  return installed;
}

/** @param {string} path */
async function isExecutable(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
