import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withCornerstone } from './build/cornerstone.mjs';
import { page } from './build/page.mjs';
import { digestInputs } from './build/stale.mjs';
import { buildStyles } from './build/styles.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const source = path.join(here, 'src');
const dist = path.join(here, 'dist');
const cache = path.join(here, '../node_modules/.cache/sgim-ui');

/**
 * Builds `ui/dist/`: `index.html` and, under `assets/`, files whose names carry the hash of their content. Does nothing when
 * no input changed since the last build. The finished folder replaces the old one at the end, so that a build that fails or
 * is interrupted leaves the last good one.
 *
 * @param {{ log?: (line: string) => void }} [options]
 * @returns {Promise<{ folder: string, changed: boolean }>}
 */
export async function buildUi({ log = () => {} } = {}) {
  const stamp = path.join(cache, 'inputs');
  const digest = await digestInputs([
    source,
    path.join(here, 'build'),
    path.join(here, 'build.mjs'),
    path.join(here, 'package.json'),
    path.join(here, '../package-lock.json'),
    path.join(here, '../auth-service/contract'),
  ]);
  const known = await readFile(stamp, 'utf8').catch(() => '');
  if (known === digest && (await stat(path.join(dist, 'index.html')).catch(() => null))) {
    return { folder: dist, changed: false };
  }

  const began = performance.now();
  const scratch = path.join(cache, `build-${process.pid}`);
  const staging = path.join(scratch, 'dist');
  const outdir = path.join(staging, 'assets');
  await mkdir(outdir, { recursive: true });
  try {
    const [styles, scripts] = await Promise.all([
      buildStyles({ source, outdir, scratch }),
      buildScripts(outdir),
    ]);
    await writeFile(path.join(staging, 'index.html'), page({ ...styles, ...scripts }));
    // Under a name that stays, for `/favicon.ico` too, which browsers ask for where no page tells them another.
    await copyFile(path.join(source, 'app/mark.svg'), path.join(staging, 'favicon.svg'));
    await rm(dist, { recursive: true, force: true });
    await rename(staging, dist);
    await writeFile(stamp, digest);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const size = await folderSize(dist);
  log(`UI built in ${((performance.now() - began) / 1000).toFixed(1)} s, ${(size / 1e6).toFixed(1)} MB`);
  return { folder: dist, changed: true };
}

/** @param {string} outdir */
async function buildScripts(outdir) {
  const options = withCornerstone(outdir, {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    format: 'esm',
    splitting: true,
    target: 'es2022',
    platform: 'browser',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    logLevel: 'warning',
  });
  const entries = {
    start: path.join(source, 'app/start.ts'),
    main: path.join(source, 'app/main.ts'),
  };
  const [classic, modules] = await Promise.all([
    build({
      ...options,
      entryPoints: { start: entries.start },
      format: 'iife',
      splitting: false,
      outdir,
      metafile: true,
    }),
    build({ ...options, entryPoints: { main: entries.main }, outdir, metafile: true }),
  ]);
  const outputs = { ...classic.metafile.outputs, ...modules.metafile.outputs };
  const main = outputOf(outputs, 'app/main.ts');
  const viewer = outputOf(outputs, 'viewer/page.ts');
  const preload = staticImports(outputs, main);
  return {
    start: path.basename(outputOf(outputs, 'app/start.ts')),
    main: path.basename(main),
    preload: preload.map((name) => path.basename(name)),
    viewer: [viewer, ...staticImports(outputs, viewer)]
      .filter((name) => name !== main && !preload.includes(name))
      .map((name) => path.basename(name)),
  };
}

/** @param {import('esbuild').Metafile['outputs']} outputs @param {string} entry */
function outputOf(outputs, entry) {
  const found = Object.keys(outputs).find((name) => outputs[name]?.entryPoint === `src/${entry}`);
  if (!found) throw new Error(`${entry} is missing from the bundle`);
  return found;
}

/** @param {import('esbuild').Metafile['outputs']} outputs @param {string} name @returns {string[]} */
function staticImports(outputs, name, found = new Set()) {
  for (const { path: imported, kind } of outputs[name]?.imports ?? []) {
    if (kind !== 'import-statement' || found.has(imported)) continue;
    found.add(imported);
    staticImports(outputs, imported, found);
  }
  return [...found];
}

/** @param {string} folder */
async function folderSize(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries.filter((e) => e.isFile()).map(async (e) => (await stat(path.join(e.parentPath, e.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildUi({ log: console.log });
