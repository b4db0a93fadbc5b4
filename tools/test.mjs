import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from './chromium.mjs';
import { runCommand } from './command.mjs';
import { Failure } from './failure.mjs';
import { provision } from './runtime/index.mjs';

const root = join(import.meta.dirname, '..');
const log = (/** @type {string} */ line) => console.log(line);

/**
 * `npm test`: brings what the tests need, checks the code, builds the product and tests it. Nothing is left out on a machine that lacks
 * something: it is installed, or one sentence says what to install. Arguments go to vitest.
 * @param {string[]} vitestArguments
 * @returns {Promise<number>} exit code
 */
async function test(vitestArguments) {
  await installPackages();
  const { check } = await import('./check.mjs');
  await allOf([provideChromium(log), provision({ root, log, withDcmtk: true }), check(log)]);
  const { build } = await import('./build.mjs');
  await build({ log });
  const vitest = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...vitestArguments], {
    cwd: root,
    stdio: 'inherit',
  });
  // Ctrl-C reaches vitest too, which ends what it started; we wait for it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.on(signal, () => vitest.kill(signal));
  }
  return new Promise((resolve, reject) => {
    vitest.on('error', reject);
    vitest.on('close', (code) => resolve(code ?? 1));
  });
}

async function installPackages() {
  if (existsSync(join(root, 'node_modules/.package-lock.json'))) return;
  log('Installing the npm packages (npm ci)');
  const { code, stderr } = await runCommand('npm', ['ci', '--no-progress'], { cwd: root });
  if (code !== 0) throw new Failure(`npm ci failed:\n${stderr.trim()}`);
}

/**
 * Waits for everything, so that nothing goes on behind the report of the first failure.
 * @param {Promise<unknown>[]} works
 */
async function allOf(works) {
  const outcomes = await Promise.allSettled(works);
  const failures = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map((outcome) => outcome.reason);
  const unexpected = failures.find((reason) => !(reason instanceof Failure));
  if (unexpected !== undefined) throw unexpected;
  if (failures.length > 0) throw new Failure(failures.map((reason) => reason.message).join('\n'));
}

try {
  process.exitCode = await test(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
