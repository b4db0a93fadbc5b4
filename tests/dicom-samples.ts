import { existsSync, readdirSync } from 'node:fs';
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
