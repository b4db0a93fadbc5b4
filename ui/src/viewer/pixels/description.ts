import type { DataSet } from 'dicom-parser';
import { FrameValues } from './frame-values.ts';
import { cleanPlane, cleanSpacing, type Plane, type Spacing } from './geometry.ts';
import {
  type LookupTable,
  type Palette,
  readModalityTable,
  readPalette,
  readVoiTableRange,
} from './lookup-table.ts';
import type { PixelFacts } from './pixel-facts.ts';
import type { Route } from './route.ts';
import { cleanRescale, cleanWindow, type GreyRange, toRange, type WindowFunction } from './window.ts';

/** Everything about a frame besides its pixels, made safe for drawing. */
export interface FrameDescription {
  readonly facts: PixelFacts;
  readonly modality: string;
  readonly spacing: Spacing;
  readonly plane: Plane;
  readonly rescale: { readonly slope: number; readonly intercept: number };
  /** Of values after the rescale; empty when nothing is known about them. */
  readonly unit: string;
  /** Whether windows are counted as real numbers rather than as whole levels. */
  readonly exact: boolean;
  /** What the file wants to be seen first; null: the range of the values. */
  readonly window: (GreyRange & { readonly shape: WindowFunction }) | null;
  readonly modalityTable: LookupTable | null;
  readonly palette: Palette | null;
  /** From one frame to the next, for playing; null when the file does not say. */
  readonly frameMilliseconds: number | null;
}

/** What the reader is told about an image that is shown. */
export interface ImageNotes {
  readonly route: Route;
  /** Share of the pixels that the file lacks: 0 to 1. */
  readonly missing: number;
}

/** @param frame 0-based */
export function describeFrame(dataSet: DataSet, frame: number, facts: PixelFacts): FrameDescription {
  const values = new FrameValues(dataSet, frame);
  const modality = dataSet.string('x00080060')?.trim() || 'OT';
  const table = readModalityTable(values.item('x00283000'), facts.signed);
  const single = (tag: string) => values.numbers(tag)?.[0] ?? null;
  const rescale = table ? { slope: 1, intercept: 0 } : cleanRescale(single('x00281053'), single('x00281052'));
  const window = readWindow(values, facts);
  const isPalette = facts.photometric === 'PALETTE COLOR';
  return {
    facts,
    modality,
    spacing: cleanSpacing({
      pixelSpacing: values.numbers('x00280030', 2),
      calibrationType: values.string('x00280a02'),
      detectorSpacing: values.numbers('x00181164', 2) ?? values.numbers('x00182010', 2),
      aspectRatio: values.numbers('x00280034', 2),
      modality,
    }),
    plane: cleanPlane(values.numbers('x00200037', 6), values.numbers('x00200032', 3)),
    rescale,
    unit: readUnit(values, modality),
    exact: window ? window.shape === 'LINEAR_EXACT' : !Number.isInteger(rescale.slope),
    window,
    modalityTable: isPalette ? null : table,
    palette: isPalette ? readPalette(dataSet, facts.signed) : null,
    frameMilliseconds: readFrameTime(values),
  };
}

function readWindow(values: FrameValues, facts: PixelFacts): FrameDescription['window'] {
  // Half a level and one level less mean nothing among real numbers.
  const shape = facts.element === 'x7fe00010' ? values.string('x00281056') : 'LINEAR_EXACT';
  const window = cleanWindow(values.numbers('x00281050'), values.numbers('x00281051'), shape);
  if (window) return { ...toRange(window), shape: window.shape };
  const range = readVoiTableRange(values.item('x00283010'), facts.signed);
  return range && { ...range, shape: 'LINEAR' };
}

/** (0028,1054) Rescale Type; a CT without it is in Hounsfield units (PS3.3 C.8.2.1). */
function readUnit(values: FrameValues, modality: string): string {
  const type = values.string('x00281054');
  if (type && type !== 'US') return type;
  return modality === 'CT' && values.numbers('x00281053') ? 'HU' : '';
}

/** Frame Time in ms, or from Recommended Display Frame Rate or Cine Rate, frames per second (PS3.3 C.7.6.5). */
function readFrameTime(values: FrameValues): number | null {
  const time = values.numbers('x00181063')?.[0];
  if (time && time > 0) return time;
  const rate = values.numbers('x00082144')?.[0] ?? values.numbers('x00180040')?.[0];
  return rate && rate > 0 ? 1000 / rate : null;
}
