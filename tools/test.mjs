import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { provideChromium } from './chromium.mjs';
import { allOf } from './concurrency.mjs';
import { Failure } from './failure.mjs';
import { ensurePackages } from './launch/packages.mjs';
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
  await ensurePackages(root, log);
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

try {
  process.exitCode = await test(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
