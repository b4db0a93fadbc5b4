import type { DataSet } from 'dicom-parser';
import { parseDicomFile } from './dicom-file.ts';
import { download } from './download.ts';

interface Kept {
  readonly file: Promise<DataSet>;
  bytes: number;
}

/** Multi-frame files are kept this far, least recently used first out, so that scrolling does not download them again. */
const budgetBytes = 384 * 2 ** 20;

/** Parsed files: one download for all frames, whoever asks first. */
export class FileStore {
  readonly #kept = new Map<string, Kept>();

  /**
   * @param storedSyntax what the archive found, for files without preamble
   * @throws PixelError
   */
  async read(url: string, storedSyntax: string | null): Promise<DataSet> {
    const known = this.#kept.get(url);
    if (known) {
      this.#kept.delete(url);
      this.#kept.set(url, known);
      return known.file;
    }
    const kept: Kept = { file: this.#load(url, storedSyntax), bytes: 0 };
    this.#kept.set(url, kept);
    try {
      const file = await kept.file;
      kept.bytes = file.byteArray.length;
      this.#trim(url);
      return file;
    } catch (error) {
      if (this.#kept.get(url) === kept) this.#kept.delete(url);
      throw error;
    }
  }

  /** Forgets a file of which nothing more is expected. */
  release(url: string): void {
    this.#kept.delete(url);
  }

  async #load(url: string, storedSyntax: string | null): Promise<DataSet> {
    return parseDicomFile(await download(url), storedSyntax);
  }

  #trim(needed: string): void {
    let total = [...this.#kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [url, { bytes }] of this.#kept) {
      if (total <= budgetBytes) return;
      if (url === needed) continue;
      this.#kept.delete(url);
      total -= bytes;
    }
  }
}
