import type { DataSet } from 'dicom-parser';
import { PixelError } from './pixel-error.ts';

/** A table from stored values to others: below its first value the first entry holds, above the last one the last. */
export interface LookupTable {
  readonly first: number;
  readonly entries: Uint16Array;
}

/** Descriptor and data of a table (PS3.3 C.7.6.3.1.5, C.11.1.1): entries, first value mapped, bits of an entry. */
function readTable(dataSet: DataSet, descriptor: string, data: string, signed: boolean): LookupTable | null {
  const element = dataSet.elements[data];
  const count = dataSet.uint16(descriptor, 0);
  if (!element || count === undefined) return null;
  const length = count || 65_536;
  const first = (signed ? dataSet.int16(descriptor, 1) : dataSet.uint16(descriptor, 1)) ?? 0;
  const bytewise = element.length < 2 * length;
  if (element.length < length) throw new PixelError('format');
  const entries = Uint16Array.from({ length }, (_, index) =>
    bytewise ? (dataSet.byteArray[element.dataOffset + index] ?? 0) : (dataSet.uint16(data, index) ?? 0),
  );
  return { first, entries };
}

/** A table in segments, PS3.3 C.7.9.2: values as they are, straight lines, and repetitions of earlier segments. */
function readSegmentedTable(
  dataSet: DataSet,
  descriptor: string,
  data: string,
  signed: boolean,
): LookupTable | null {
  const element = dataSet.elements[data];
  if (!element) return null;
  const length = dataSet.uint16(descriptor, 0) || 65_536;
  const first = (signed ? dataSet.int16(descriptor, 1) : dataSet.uint16(descriptor, 1)) ?? 0;
  const bytewise = dataSet.uint16(descriptor, 2) === 8;
  const words = Array.from({ length: bytewise ? element.length : element.length / 2 }, (_, index) =>
    bytewise ? (dataSet.byteArray[element.dataOffset + index] ?? 0) : (dataSet.uint16(data, index) ?? 0),
  );
  return { first, entries: Uint16Array.from(expandSegments(words, bytewise, length)) };
}

/** @param limit of entries: a broken table must not go on for ever */
export function expandSegments(words: readonly number[], bytewise: boolean, limit: number): number[] {
  const entries: number[] = [];
  const expand = (from: number, segments: number) => {
    let at = from;
    for (
      let segment = 0;
      segment < segments && at + 1 < words.length && entries.length < limit;
      segment += 1
    ) {
      const [operation, count = 0] = words.slice(at, at + 2);
      at += 2;
      if (operation === 0) {
        entries.push(...words.slice(at, at + count));
        at += count;
      } else if (operation === 1) {
        const start = entries.at(-1) ?? 0;
        const end = words[at++] ?? 0;
        for (let step = 1; step <= count; step += 1)
          entries.push(Math.round(start + ((end - start) * step) / count));
      } else if (operation === 2) {
        const width = bytewise ? 8 : 16;
        const parts = words.slice(at, at + 32 / width);
        at += 32 / width;
        expand(
          parts.reduce((offset, part, index) => offset + part * 2 ** (width * index), 0) / (bytewise ? 1 : 2),
          count,
        );
      } else throw new PixelError('format');
    }
  };
  expand(0, Number.POSITIVE_INFINITY);
  return entries.slice(0, limit);
}

/** The Modality LUT Sequence's table, which the library ignores; null when there is none. */
export function readModalityTable(sequenceItem: DataSet | null, signed: boolean): LookupTable | null {
  return sequenceItem && readTable(sequenceItem, 'x00283002', 'x00283006', signed);
}

/** What the first VOI LUT maps, as the range of a window that shows all of it; null when there is none. */
export function readVoiTableRange(sequenceItem: DataSet | null, signed: boolean) {
  const table = sequenceItem && readTable(sequenceItem, 'x00283002', 'x00283006', signed);
  return table && { lower: table.first, upper: table.first + table.entries.length - 1 };
}

export interface Palette {
  readonly first: number;
  readonly red: Uint8Array;
  readonly green: Uint8Array;
  readonly blue: Uint8Array;
}

/**
 * The palette of a PALETTE COLOR image, as 8 bits per colour.
 * @throws PixelError `format` when it is missing or too short
 */
export function readPalette(dataSet: DataSet, signed: boolean): Palette {
  const [red, green, blue] = ['1', '2', '3'].map(
    (colour) =>
      readTable(dataSet, `x0028110${colour}`, `x0028120${colour}`, signed) ??
      readSegmentedTable(dataSet, `x0028110${colour}`, `x0028122${colour}`, signed),
  );
  if (!red || !green || !blue) throw new PixelError('format');
  // Entries of 16 bits may still hold 8-bit values: only the values tell.
  const wide = [red, green, blue].some(({ entries }) => entries.some((entry) => entry > 255));
  const narrow = ({ entries }: LookupTable) =>
    Uint8Array.from(entries, (entry) => (wide ? entry >> 8 : entry));
  return { first: red.first, red: narrow(red), green: narrow(green), blue: narrow(blue) };
}

/** Stored values through a table. */
export function applyTable(
  values: ArrayLike<number>,
  { first, entries }: LookupTable,
): Uint16Array<ArrayBuffer> {
  const last = entries.length - 1;
  return Uint16Array.from(
    { length: values.length },
    (_, index) => entries[Math.max(0, Math.min(last, (values[index] ?? 0) - first))] ?? 0,
  );
}

/** Stored values as RGB, three bytes each. */
export function applyPalette(values: ArrayLike<number>, palette: Palette): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8Array(3 * values.length);
  const last = palette.red.length - 1;
  for (let index = 0; index < values.length; index += 1) {
    const entry = Math.max(0, Math.min(last, (values[index] ?? 0) - palette.first));
    rgb[3 * index] = palette.red[entry] ?? 0;
    rgb[3 * index + 1] = palette.green[entry] ?? 0;
    rgb[3 * index + 2] = palette.blue[entry] ?? 0;
  }
  return rgb;
}
