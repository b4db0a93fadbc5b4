import { join } from 'node:path';
import { build, formatMessages } from 'esbuild';
import { Failure } from '../../tools/failure.mjs';

/**
 * Bundles a TypeScript entry for QuickJS, after the runtime that the bindings bring.
 * @param {string} entry
 * @returns {Promise<Uint8Array>} one script
 * @throws {Failure} with the positions of what is wrong
 */
export async function bundle(entry) {
  const runtime = join(import.meta.dirname, '..', 'bindings', 'runtime.ts');
  const imports = [runtime, entry].map((path) => `import ${JSON.stringify(path)};`).join('\n');
  try {
    const { outputFiles } = await build({
      stdin: { contents: imports, resolveDir: import.meta.dirname, sourcefile: 'plugin.ts', loader: 'ts' },
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2023',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      charset: 'utf8',
      legalComments: 'none',
      treeShaking: true,
      logLevel: 'silent',
    });
    return /** @type {{ contents: Uint8Array }} */ (outputFiles[0]).contents;
  } catch (error) {
    const { errors } = /** @type {import('esbuild').BuildFailure} */ (error);
    if (!errors) throw error;
    throw new Failure((await formatMessages(errors, { kind: 'error' })).join('\n'));
  }
}
