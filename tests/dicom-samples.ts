import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Real DICOM files of many origins, some of them broken, beside the repository. Not everybody has them. */
export const samplesFolder = join(import.meta.dirname, '../../shared/dicom-samples');

export const hasSamples = existsSync(join(samplesFolder, 'INDEX.tsv'));

/** Paths inside the folder, in order. */
export function listSamples(): string[] {
  return readdirSync(samplesFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'INDEX.tsv')
    .map((entry) => relative(samplesFolder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The sound ones in explicit VR big endian, according to the folder's index. */
export async function listBigEndian(): Promise<string[]> {
  const lines = (await readFile(join(samplesFolder, 'INDEX.tsv'), 'utf8')).trim().split('\n').slice(1);
  const rows = lines.map((line) => line.split('\t'));
  return rows.flatMap(([path = '', , , , syntax]) =>
    syntax === '1.2.840.10008.1.2.2' && !path.startsWith('malformed/') ? [path] : [],
  );
}
