import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Copies a file into the assets under a name that carries its hash: assets are cached for ever.
 * @param {string} file
 * @param {string} outdir
 * @returns {Promise<string>} the new name
 */
export async function copyHashed(file, outdir) {
  const content = await readFile(file);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
  const { name, ext } = path.parse(file);
  const target = `${name}-${hash}${ext}`;
  await writeFile(path.join(outdir, target), content);
  return target;
}
