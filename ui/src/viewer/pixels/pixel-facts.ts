import type { DataSet } from 'dicom-parser';
import { PixelError } from './pixel-error.ts';

/** What decides how an image's pixels are decoded (DICOM PS3.3 C.7.6.3). */
export interface PixelFacts {
  readonly transferSyntax: string;
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly photometric: string;
  readonly planar: boolean;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly signed: boolean;
  readonly encapsulated: boolean;
  /** Which element has the pixels: integers, or 32-bit or 64-bit floating point. */
  readonly element: 'x7fe00010' | 'x7fe00008' | 'x7fe00009';
}

const natives = new Set([
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.1.99',
]);

/**
 * Reads the facts, filling what a broken file leaves out with the only value that makes sense.
 * @throws PixelError `no-pixels`, `no-size`
 */
export function readPixelFacts(dataSet: DataSet): PixelFacts {
  const element = (['x7fe00010', 'x7fe00008', 'x7fe00009'] as const).find(
    (tag) => (dataSet.elements[tag]?.length ?? 0) > 0 || dataSet.elements[tag]?.encapsulatedPixelData,
  );
  if (!element) throw new PixelError('no-pixels');
  const rows = dataSet.uint16('x00280010') ?? 0;
  const columns = dataSet.uint16('x00280011') ?? 0;
  if (!rows || !columns) throw new PixelError('no-size');
  const samplesPerPixel = dataSet.uint16('x00280002') || 1;
  const bitsAllocated = dataSet.uint16('x00280100') || (element === 'x7fe00009' ? 64 : 8);
  const bitsStored = clampBits(dataSet.uint16('x00280101'), bitsAllocated);
  const transferSyntax = dataSet.string('x00020010')?.trim() ?? '';
  const encapsulated = dataSet.elements[element]?.encapsulatedPixelData === true;
  return {
    transferSyntax: encapsulated || natives.has(transferSyntax) ? transferSyntax : '1.2.840.10008.1.2.1',
    rows,
    columns,
    frames: Math.max(1, dataSet.intString('x00280008') || 1),
    samplesPerPixel,
    photometric:
      dataSet.string('x00280004')?.trim().toUpperCase() || (samplesPerPixel >= 3 ? 'RGB' : 'MONOCHROME2'),
    planar: samplesPerPixel > 1 && dataSet.uint16('x00280006') === 1,
    bitsAllocated,
    bitsStored,
    highBit: Math.max(
      bitsStored - 1,
      Math.min(bitsAllocated - 1, dataSet.uint16('x00280102') ?? bitsStored - 1),
    ),
    signed: dataSet.uint16('x00280103') === 1,
    encapsulated,
    element,
  };
}

function clampBits(stored: number | undefined, allocated: number): number {
  return stored && stored <= allocated ? stored : allocated;
}
