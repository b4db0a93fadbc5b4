import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../../tools/failure.mjs';

const run = promisify(execFile);

/** Objects that no build has used for this long are deleted. */
const keepObjectsMs = 7 * 24 * 3600 * 1000;

/**
 * @typedef {object} Unit One file to compile.
 * @property {string} source
 * @property {string[]} flags
 * @property {string} includes digest of everything that it may include
 */

/**
 * Compiles files to objects, in parallel, each only once per content of file, flags, includes and compiler.
 * @param {Unit[]} units
 * @param {{ cacheFolder: string, log: (message: string) => void }} options
 * @returns {Promise<string[]>} the objects' paths, in the order of `units`
 * @throws {Failure} with what the compiler says
 */
export async function compile(units, { cacheFolder, log }) {
  await mkdir(cacheFolder, { recursive: true });
  const compilers = { c: await identify(compilerFor('c')), cpp: await identify(compilerFor('cpp')) };
  const objects = await Promise.all(
    units.map(async (unit) => {
      const compiler = compilers[languageOf(unit.source)];
      const key = digest([compiler.identity, ...unit.flags, unit.includes, await readFile(unit.source)]);
      return { unit, compiler, path: join(cacheFolder, `${basename(unit.source)}-${key}.o`) };
    }),
  );
  const now = new Date();
  const present = await Promise.all(
    objects.map(({ path }) =>
      utimes(path, now, now).then(
        () => true,
        () => false,
      ),
    ),
  );
  const missing = objects.filter((_, index) => !present[index]);
  if (missing.length > 0) log(`Compiling ${missing.length} of ${units.length} native files`);
  await inParallel(missing, async ({ unit, compiler, path }) => {
    const temporary = `${path}.${process.pid}.tmp`;
    await runCompiler(compiler.command, [
      ...compiler.args,
      ...unit.flags,
      '-c',
      unit.source,
      '-o',
      temporary,
    ]);
    await rename(temporary, path);
  });
  if (missing.length > 0) await prune(cacheFolder);
  return objects.map(({ path }) => path);
}

/**
 * Links objects with the C++ compiler.
 * @param {string[]} args
 */
export async function link(args) {
  const { command, args: first } = compilerFor('cpp');
  await runCompiler(command, [...first, ...args]);
}

/**
 * Runs `work` on every item, as many at a time as there are processors.
 * @template T
 * @param {T[]} items
 * @param {(item: T) => Promise<void>} work
 */
export async function inParallel(items, work) {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), items.length) }, worker));
}

/** @param {(string | Uint8Array)[]} parts */
export function digest(parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex').slice(0, 32);
}

/**
 * Digest of the files of a folder whose names end so.
 * @param {string} folder
 * @param {string} ending
 */
export async function digestFolder(folder, ending) {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  const contents = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return digest(names.flatMap((name, index) => [name, contents[index] ?? '']));
}

/** @param {string} source @returns {'c' | 'cpp'} */
function languageOf(source) {
  return source.endsWith('.cpp') ? 'cpp' : 'c';
}

/** CC and CXX may carry arguments (`ccache g++`). @param {'c' | 'cpp'} language */
function compilerFor(language) {
  const words = ((language === 'cpp' ? process.env.CXX : process.env.CC) ?? '').split(/\s+/).filter(Boolean);
  const [command = language === 'cpp' ? 'g++' : 'gcc', ...args] = words;
  return { command, args };
}

/** @param {{ command: string, args: string[] }} compiler */
async function identify(compiler) {
  const { stdout } = await runCompiler(compiler.command, [...compiler.args, '--version']);
  return { ...compiler, identity: [compiler.command, ...compiler.args, stdout].join(' ') };
}

/** @param {string} command @param {string[]} args */
async function runCompiler(command, args) {
  try {
    return await run(command, args, { maxBuffer: 64 << 20, env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const failure = /** @type {Error & { code?: unknown, stderr?: string }} */ (error);
    if (failure.code === 'ENOENT') {
      throw new Failure(`There is no compiler ${command}: install g++ (apt install g++), or set CXX and CC.`);
    }
    throw new Failure(`The compiler failed:\n${failure.stderr || failure.message}`.trimEnd());
  }
}

/** @param {string} folder */
async function prune(folder) {
  const oldest = Date.now() - keepObjectsMs;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < oldest) await rm(path, { force: true });
  }
}
