import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compile, digest, digestFolder } from './compile.mjs';

/** @typedef {import('../../tools/runtime/index.mjs').Runtime} Runtime */

/** The parts of QuickJS that a host needs; quickjs-libc (files, processes, timers) stays out. */
const quickjsFiles = ['quickjs.c', 'dtoa.c', 'libregexp.c', 'libunicode.c', 'cutils.c'];

/** How the product is compiled. Without assertions: QuickJS would end Orthanc over an object that was left behind. */
export const productFlags = {
  flags: ['-O2', '-DNDEBUG'],
  hostFlags: ['-fstack-protector-strong', '-U_FORTIFY_SOURCE', '-D_FORTIFY_SOURCE=2'],
};

const hostFolder = join(import.meta.dirname, '..', 'host');

/**
 * Compiles QuickJS and the host.
 * @param {object} options
 * @param {Pick<Runtime, 'sdkInclude' | 'quickjsSource' | 'httplibInclude'>} options.runtime
 * @param {string} options.cacheFolder
 * @param {string[]} options.flags optimisation, sanitizers: for every file
 * @param {string[]} [options.hostFlags] more flags for C++ files
 * @param {Record<string, string[]>} [options.fileFlags] still more, for single C++ files of the host by their names
 * @param {string[]} [options.sources] more C++ files, such as a test harness
 * @param {(message: string) => void} options.log
 * @returns {Promise<string[]>} objects
 */
export async function compileHost({
  runtime,
  cacheFolder,
  flags,
  hostFlags: more = [],
  fileFlags = {},
  sources = [],
  log,
}) {
  const names = (await readdir(hostFolder)).filter((name) => name.endsWith('.cpp')).sort();
  const { version } = JSON.parse(await readFile(join(hostFolder, '..', 'package.json'), 'utf8'));
  const quickjsVersion = (await readFile(join(runtime.quickjsSource, 'VERSION'), 'utf8')).trim();
  const quickjsHeaders = await digestFolder(runtime.quickjsSource, '.h');
  const hostIncludes = digest([
    quickjsHeaders,
    await digestFolder(hostFolder, '.h'),
    await digestFolder(join(runtime.sdkInclude, 'orthanc'), '.h'),
    await readFile(join(runtime.httplibInclude, 'httplib.h')),
  ]);
  const common = [...flags, '-fPIC', '-fvisibility=hidden', '-pthread'];
  const quickjsFlags = [
    ...['-std=gnu11', '-w', '-fwrapv', '-D_GNU_SOURCE', `-DCONFIG_VERSION="${quickjsVersion}"`],
    ...common,
  ];
  const hostFlags = [
    ...['-std=c++17', '-Wall', '-Wextra', `-DHOST_VERSION="${version}"`, '-I', hostFolder],
    ...[
      '-isystem',
      runtime.sdkInclude,
      '-isystem',
      runtime.quickjsSource,
      '-isystem',
      runtime.httplibInclude,
    ],
    ...common,
    ...more,
  ];
  return compile(
    [
      ...quickjsFiles.map((name) => ({
        source: join(runtime.quickjsSource, name),
        flags: quickjsFlags,
        includes: quickjsHeaders,
      })),
      ...[...names.map((name) => join(hostFolder, name)), ...sources].map((source) => ({
        source,
        flags: [...hostFlags, ...(fileFlags[basename(source)] ?? [])],
        includes: hostIncludes,
      })),
    ],
    { cacheFolder, log },
  );
}

/**
 * Makes the object that carries the bundle and the pack.
 * @param {object} options
 * @param {string} options.folder holds `bundle.js` and `files.pack`
 * @param {string} options.key digest of both
 * @param {string} options.cacheFolder
 * @param {(message: string) => void} options.log
 * @returns {Promise<string>} object
 */
export async function assembleEmbedded({ folder, key, cacheFolder, log }) {
  const source = join(hostFolder, 'embedded.S');
  const [object] = await compile([{ source, flags: ['-I', folder], includes: key }], { cacheFolder, log });
  return /** @type {string} */ (object);
}
