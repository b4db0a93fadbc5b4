import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.mjs';
import { Failure } from './failure.mjs';

const root = join(import.meta.dirname, '..');
const program = (/** @type {string} */ name) => join(root, 'node_modules/.bin', name);

/** @type {{ name: string, command: string, args: string[] }[]} */
const checks = [
  ...['.', 'auth-service', 'plugin', 'ui'].map((folder) => ({
    name: `types of ${folder === '.' ? 'tools and tests' : folder}`,
    command: program('tsc'),
    args: ['-p', folder],
  })),
  { name: 'format and lint', command: program('biome'), args: ['ci', '--colors=off', '.'] },
  { name: 'nothing unused', command: program('knip'), args: ['--no-progress'] },
  { name: 'templates', command: process.execPath, args: ['tools/check-templates.mjs'] },
];

/**
 * Everything that can be said about the code without running it. Prints only what is wrong.
 * @param {(line: string) => void} log
 * @throws {Failure} naming the checks that did not pass
 */
export async function check(log) {
  const started = performance.now();
  const failed = (await Promise.all(checks.map((one) => perform(one, log)))).filter(
    (name) => name !== undefined,
  );
  if (failed.length > 0) throw new Failure(`Not right: ${failed.join(', ')}.`);
  log(`${checks.length} checks passed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * @param {(typeof checks)[number]} one
 * @param {(line: string) => void} log
 * @returns {Promise<string | undefined>} its name if it failed
 */
async function perform({ name, command, args }, log) {
  const outcome = await runCommand(command, args, { cwd: root, env: { ...process.env, NO_COLOR: '1' } });
  if (outcome.code === 0) return undefined;
  log(`── ${name}\n${outcome.stdout}${outcome.stderr}`);
  return name;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    if (!existsSync(program('tsc'))) throw new Failure('The npm packages are missing: run npm ci.');
    await check(console.log);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
