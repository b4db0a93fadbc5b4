/** What a length measured on the picture means. */
export type SpacingMeaning =
  /** Millimetres in the patient. */
  | 'patient'
  /** Millimetres on the detector: the patient is magnified by an unknown factor. */
  | 'detector'
  /** Unknown: only the shape of a pixel is used. */
  | 'none';

export interface Spacing {
  /** Distance between the centres of two rows, mm when the meaning says so. */
  readonly row: number;
  readonly column: number;
  readonly meaning: SpacingMeaning;
}

export interface SpacingSources {
  /** (0028,0030): row spacing, column spacing. */
  readonly pixelSpacing: readonly number[] | null;
  /** (0028,0A02): says that pixelSpacing was calibrated. */
  readonly calibrationType: string | null;
  /** (0018,1164) or (0018,2010). */
  readonly detectorSpacing: readonly number[] | null;
  /** (0028,0034): vertical, horizontal size. */
  readonly aspectRatio: readonly number[] | null;
  readonly modality: string;
}

const projections = new Set(['CR', 'DX', 'MG', 'RF', 'XA', 'RG', 'IO', 'PX']);

/** Pixels smaller than a hundredth of a micrometre, larger than a metre or 100 times longer than wide are mistakes. */
function isPlausible(pair: readonly number[] | null): pair is readonly [number, number] {
  if (!pair || pair.length < 2) return false;
  const [row = 0, column = 0] = pair;
  const within = (value: number) => value >= 1e-5 && value <= 1e3;
  return within(row) && within(column) && Math.max(row / column, column / row) <= 100;
}

/** The size of a pixel and what it means; absurd values break the library's viewport for good, so they count as absent. */
export function cleanSpacing(sources: SpacingSources): Spacing {
  const { pixelSpacing, detectorSpacing, aspectRatio } = sources;
  if (isPlausible(pixelSpacing)) {
    const [row, column] = pixelSpacing;
    const meaning = projections.has(sources.modality) && !sources.calibrationType ? 'detector' : 'patient';
    return { row, column, meaning };
  }
  if (isPlausible(detectorSpacing)) {
    const [row, column] = detectorSpacing;
    return { row, column, meaning: 'detector' };
  }
  if (isPlausible(aspectRatio)) {
    const [vertical, horizontal] = aspectRatio;
    return { row: vertical / horizontal, column: 1, meaning: 'none' };
  }
  return { row: 1, column: 1, meaning: 'none' };
}

export interface Plane {
  /** Unit vectors along a row and down a column. */
  readonly rowCosines: readonly [number, number, number];
  readonly columnCosines: readonly [number, number, number];
  /** mm, of the centre of the first pixel. */
  readonly position: readonly [number, number, number];
  /** False when the file says nothing credible: the values are then a stand-in, and no orientation may be claimed. */
  readonly known: boolean;
}

const standIn: Plane = {
  rowCosines: [1, 0, 0],
  columnCosines: [0, 1, 0],
  position: [0, 0, 0],
  known: false,
};

/**
 * The plane of an image (PS3.3 C.7.6.2.1.1), or a stand-in when the cosines are not two perpendicular unit vectors. A position
 * that is no number, or kilometres away, is put at the origin.
 */
export function cleanPlane(orientation: readonly number[] | null, position: readonly number[] | null): Plane {
  if (orientation?.length !== 6 || orientation.some((value) => !Number.isFinite(value))) return standIn;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation;
  const rowLength = Math.hypot(a, b, c);
  const columnLength = Math.hypot(d, e, f);
  const isUnit = (length: number) => Math.abs(length - 1) <= 0.05;
  const slant = (a * d + b * e + c * f) / (rowLength * columnLength);
  if (!isUnit(rowLength) || !isUnit(columnLength) || Math.abs(slant) > 0.05) return standIn;
  const [x = 0, y = 0, z = 0] = position ?? [];
  const placed = [x, y, z].every((value) => Math.abs(value) <= 1e6);
  return {
    rowCosines: [a / rowLength, b / rowLength, c / rowLength],
    columnCosines: [d / columnLength, e / columnLength, f / columnLength],
    position: placed ? [x, y, z] : [0, 0, 0],
    known: true,
  };
}
