import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';
import { copyHashed } from './asset.mjs';

const nodeModules = ['fs', 'path', 'url', 'events', 'crypto', 'zlib'];

/** vtk.js brings WebGPU and an XML reader that nothing here uses: 130 KB of brotli. */
const lighter = [
  ['@kitware/vtk.js/Rendering/Profiles/Volume.js', '@kitware/vtk.js/Rendering/OpenGL/Profiles/Volume.js'],
  ['@kitware/vtk.js/Rendering/Profiles/Geometry.js', '@kitware/vtk.js/Rendering/OpenGL/Profiles/Geometry.js'],
];
const absent = '@kitware/vtk.js/IO/XML/XMLPolyDataReader.js';

/**
 * Replaces what Cornerstone names but a browser does not have (Node's modules) or this product does not use.
 * @type {import('esbuild').Plugin}
 */
const lighterImports = {
  name: 'lighter-imports',
  setup(bundle) {
    const empty = new RegExp(`^(node:)?(${nodeModules.join('|')})$`);
    bundle.onResolve({ filter: empty }, ({ path }) => ({ path, namespace: 'empty' }));
    bundle.onResolve({ filter: /^@kitware\/vtk\.js\/IO\/XML\/XMLPolyDataReader\.js$/ }, ({ path }) => ({
      path,
      namespace: 'absent',
    }));
    bundle.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'export default {}' }));
    bundle.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: `export default { newInstance() { throw new Error('${absent} is not part of this product'); } }`,
    }));
  },
};

/**
 * Turns `new URL('<file>', import.meta.url)` of Cornerstone's packages into emitted files with hashed names: WebAssembly is
 * copied, workers are bundled. Hashed, because everything in the assets folder is cached for ever.
 *
 * @param {string} outdir where the bundle and these files are written
 * @param {import('esbuild').BuildOptions} options for the workers, without entry points
 * @returns {import('esbuild').Plugin}
 */
function emitUrls(outdir, options) {
  /** @type {Map<string, Promise<string>>} */
  const emitted = new Map();

  /** @param {string} file */
  async function emitWorker(file) {
    const result = await build({
      ...options,
      entryPoints: [file],
      outdir,
      plugins: [lighterImports, plugin],
      metafile: true,
    });
    const entry = Object.entries(result.metafile.outputs).find(([, output]) => output.entryPoint);
    if (!entry) throw new Error(`No bundle came out of ${file}`);
    return path.basename(entry[0]);
  }

  /** @param {string} importer @param {string} specifier */
  function emit(importer, specifier) {
    const file = specifier.startsWith('.')
      ? path.resolve(path.dirname(importer), specifier)
      : createRequire(importer).resolve(specifier);
    let name = emitted.get(file);
    if (!name) {
      name = file.endsWith('.wasm') ? copyHashed(file, outdir) : emitWorker(file);
      emitted.set(file, name);
    }
    return name;
  }

  /** @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'emit-urls',
    setup(bundle) {
      // Not the tools' compute worker (segmentations, which nothing here uses): its bundle would have to contain itself.
      const packages = /@cornerstonejs[\\/]dicom-image-loader[\\/]dist[\\/]esm[\\/].*\.js$/;
      bundle.onLoad({ filter: packages }, async ({ path: importer }) => {
        const source = await readFile(importer, 'utf8');
        if (!source.includes('import.meta.url')) return undefined;
        const address = /new URL\((['"])([^'"]+)\1,\s*import\.meta\.url\)/g;
        const names = await Promise.all([...source.matchAll(address)].map((m) => emit(importer, m[2] ?? '')));
        let index = 0;
        const contents = source.replace(
          address,
          () => `new URL(${JSON.stringify(`./${names[index++]}`)}, import.meta.url)`,
        );
        return { contents, loader: 'js' };
      });
    },
  };
  return plugin;
}

/**
 * What a bundle with Cornerstone in it needs.
 * @param {string} outdir
 * @param {import('esbuild').BuildOptions} options
 * @returns {import('esbuild').BuildOptions}
 */
export function withCornerstone(outdir, options) {
  const shared = { ...options, alias: Object.fromEntries(lighter) };
  return { ...shared, plugins: [lighterImports, emitUrls(outdir, shared)] };
}
