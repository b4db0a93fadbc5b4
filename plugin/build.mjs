import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bundle } from './build/bundle.mjs';
import { digest, link } from './build/compile.mjs';
import { assembleEmbedded, compileHost, productFlags } from './build/host.mjs';
import { pack } from './build/pack.mjs';

/** @typedef {import('./build/host.mjs').Runtime} Runtime */

const pluginFolder = import.meta.dirname;

/**
 * Builds the plugin: bundles its TypeScript, compiles QuickJS and the host, compresses the UI, links all of it into one
 * library. Each step only where its input changed.
 * @param {object} options
 * @param {Runtime} options.runtime
 * @param {string | undefined} options.uiFolder finished files of the UI; undefined embeds none
 * @param {(message: string) => void} options.log
 * @returns {Promise<string>} path of the library
 * @throws {import("../tools/failure.mjs").Failure} with what a compiler says
 */
export async function buildPlugin({ runtime, uiFolder, log }) {
  const cacheFolder = join(dirname(runtime.prefix), 'cache', 'plugin');
  const library = join(pluginFolder, 'dist', 'libOrthancSgim.so');
  const script = await bundle(join(pluginFolder, 'src', 'main.ts'));
  const files = await pack({ folder: uiFolder, cacheFolder: join(cacheFolder, 'compressed'), log });
  const objects = await compileHost({
    runtime,
    cacheFolder: join(cacheFolder, 'objects'),
    ...productFlags,
    log,
  });
  const embeddedKey = digest([script, files]);
  const key = digest([...objects, embeddedKey, await readFile(join(pluginFolder, 'host', 'export.map'))]);
  if ((await readIfAny(`${library}.key`)) === key && (await readIfAny(library)) !== undefined) return library;

  log('Linking the plugin');
  const folder = join(cacheFolder, `link-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await mkdir(dirname(library), { recursive: true });
    await writeFile(join(folder, 'bundle.js'), script);
    await writeFile(join(folder, 'files.pack'), files);
    const embedded = await assembleEmbedded({ folder, key: embeddedKey, cacheFolder: folder, log: () => {} });
    const linked = join(folder, 'library.so');
    await link([
      ...['-shared', '-o', linked, ...objects, embedded],
      ...['-static-libstdc++', '-pthread', '-s'],
      ...['-Wl,-z,defs', '-Wl,-z,relro', '-Wl,-z,now', '-Wl,--gc-sections'],
      ...['-Xlinker', `--version-script=${join(pluginFolder, 'host', 'export.map')}`],
    ]);
    // A new file in the place of the old one: an Orthanc that runs keeps the one it has mapped.
    await rm(`${library}.key`, { force: true });
    await rename(linked, library);
    await writeFile(`${library}.key`, key);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return library;
}

/** @param {string} path */
async function readIfAny(path) {
  return readFile(path, 'utf8').catch(() => undefined);
}
