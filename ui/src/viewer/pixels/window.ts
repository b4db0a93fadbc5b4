/** How stored values become grey levels (PS3.3 C.11.2.1). */
export type WindowFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

export interface Window {
  readonly center: number;
  readonly width: number;
  readonly shape: WindowFunction;
}

/** Values at or below `lower` are black, at or above `upper` white. */
export interface GreyRange {
  readonly lower: number;
  readonly upper: number;
}

/** The least distance between black and white: a range without length breaks the library's viewport for good. */
const leastRange = 0.001;
const leastWidth = 1e-9;

/**
 * The first window of the file that can be drawn, or null: widths of 0, below 0 or no numbers occur in real files. A linear width
 * below 1 is not allowed by the standard; images of real numbers have it all the same, and mean it exactly.
 */
export function cleanWindow(
  centers: readonly number[] | null,
  widths: readonly number[] | null,
  shape: string | null,
): Window | null {
  const known = shape === 'LINEAR_EXACT' || shape === 'SIGMOID' ? shape : 'LINEAR';
  for (const [index, center] of (centers ?? []).entries()) {
    const width = widths?.[index] ?? Number.NaN;
    if (!(Math.abs(center) < 1e12 && width >= leastWidth && width < 1e12)) continue;
    return { center, width, shape: known === 'LINEAR' && width < 1 ? 'LINEAR_EXACT' : known };
  }
  return null;
}

/** PS3.3 C.11.2.1.2.1: `LINEAR` maps `width` levels, so black and white are `width - 1` apart; `SIGMOID` is kept alike. */
export function toRange({ center, width, shape }: Window): GreyRange {
  if (shape === 'LINEAR_EXACT') return { lower: center - width / 2, upper: center + width / 2 };
  const half = Math.max(width - 1, leastRange) / 2;
  return { lower: center - 0.5 - half, upper: center - 0.5 + half };
}

/** The window that gives a range: `LINEAR`, or for images of real numbers `LINEAR_EXACT`. */
export function toWindow({ lower, upper }: GreyRange, exact = false): Window {
  if (exact) return { center: (lower + upper) / 2, width: upper - lower, shape: 'LINEAR_EXACT' };
  return { center: (lower + upper) / 2 + 0.5, width: upper - lower + 1, shape: 'LINEAR' };
}

/** The whole range of an image's values. */
export function fullRange(least: number, greatest: number): GreyRange {
  return greatest > least ? { lower: least, upper: greatest } : { lower: least, upper: least + 1 };
}

/** Rescale slope and intercept (PS3.3 C.11.1): a slope of 0 or no number counts as absent. */
export function cleanRescale(slope: number | null | undefined, intercept: number | null | undefined) {
  const usable = (value: number | null | undefined): value is number =>
    typeof value === 'number' && Math.abs(value) < 1e12;
  return {
    slope: usable(slope) && slope !== 0 ? slope : 1,
    intercept: usable(intercept) ? intercept : 0,
  };
}
