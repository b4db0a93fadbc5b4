import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);

/**
 * Runs Tailwind over the sources, adds the self-hosted font and writes one hashed style sheet with its font files.
 *
 * @param {{ source: string, outdir: string, scratch: string }} folders `source` has `app/styles.css`
 * @returns {Promise<{ sheet: string, font: string }>} names within `outdir`: the sheet, and the font file of Latin text
 */
export async function buildStyles({ source, outdir, scratch }) {
  const compiled = path.join(scratch, 'tailwind.css');
  const cli = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@tailwindcss/cli/package.json')),
    'dist/index.mjs',
  );
  await run(process.execPath, [cli, '-i', path.join(source, 'app/styles.css'), '-o', compiled], {
    cwd: source,
    // The command says its version and duration on stderr even when all is well; a failure rejects with it.
    maxBuffer: 1 << 24,
  });

  const { metafile } = await build({
    stdin: {
      contents: `@import ${JSON.stringify(path.join(source, 'app/fonts.css'))};\n@import ${JSON.stringify(compiled)};`,
      loader: 'css',
      resolveDir: source,
      sourcefile: 'styles.css',
    },
    bundle: true,
    minify: true,
    target: 'es2022',
    loader: { '.woff2': 'file' },
    outdir,
    entryNames: 'styles-[hash]',
    assetNames: '[name]-[hash]',
    metafile: true,
  });
  const names = Object.keys(metafile.outputs).map((output) => path.basename(output));
  const sheet = names.find((name) => name.endsWith('.css'));
  const font = names.find((name) => name.startsWith('inter-latin-wght'));
  if (!sheet || !font) throw new Error('The style sheet or its font is missing from the bundle');
  return { sheet, font };
}
