import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestInputs } from '../ui/build/stale.mjs';

/**
 * Bundles the auth service into `auth-service/dist/main.js`, if something of it has changed.
 * @param {{ root: string, log: (message: string) => void }} options
 * @returns {Promise<string>} the file
 */
export async function buildService({ root, log }) {
  const folder = join(root, 'auth-service');
  const dist = join(folder, 'dist');
  const file = join(dist, 'main.js');
  const stamp = join(dist, 'inputs');
  const inputs = ['src', 'contract', 'package.json'].map((name) => join(folder, name));
  const digest = await digestInputs([...inputs, join(root, 'package-lock.json'), import.meta.filename]);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return file;
  const { build } = await import('esbuild');
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await build({
    absWorkingDir: folder,
    entryPoints: ['src/main.ts'],
    outdir: dist,
    bundle: true,
    // What a command does not use is not loaded.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
  await writeFile(stamp, digest);
  log('Built the auth service');
  return file;
}

if (process.argv[1] === import.meta.filename) {
  await buildService({ root: join(import.meta.dirname, '..'), log: console.log });
}
