/** An ellipsoid in millimetres from the centre of the volume, turned about the long axis of the body, with its density. */
interface Ellipsoid {
  centre: readonly [x: number, y: number, z: number];
  radii: readonly [x: number, y: number, z: number];
  /** Degrees. */
  turn?: number;
  /** Hounsfield units; a later ellipsoid covers the earlier ones. */
  density: number;
}

/** What the volume is made of: a head after Shepp and Logan (1974), with the densities of tissue and one lesion. */
const lesion = { centre: [26, 18, 4], radii: [9, 9, 11], density: 68 } as const satisfies Ellipsoid;

const parts: readonly Ellipsoid[] = [
  { centre: [0, 0, 0], radii: [72, 92, 88], density: 40 },
  { centre: [0, 0, 0], radii: [69, 89, 85], density: 900 },
  { centre: [0, 0, 0], radii: [63.5, 83.5, 79.5], density: 12 },
  { centre: [0, 0, 0], radii: [61, 81, 77], density: 36 },
  { centre: [0, 4, 0], radii: [53, 71, 66], density: 28 },
  { centre: [0, -46, -2], radii: [1.6, 26, 52], density: 52 },
  { centre: [-14, -8, 6], radii: [7, 27, 26], turn: 16, density: 6 },
  { centre: [14, -8, 6], radii: [7, 27, 26], turn: -16, density: 6 },
  { centre: [0, 12, -8], radii: [4, 10, 14], density: 8 },
  { centre: [-24, 6, -2], radii: [9, 15, 16], turn: -20, density: 38 },
  { centre: [24, 6, -2], radii: [9, 15, 16], turn: 20, density: 38 },
  { centre: [-8, 34, 0], radii: [4, 6, 5], density: 74 },
  { centre: [9, 35, 0], radii: [4, 6, 5], density: 74 },
  { centre: [0, 58, -42], radii: [42, 24, 24], density: 33 },
  lesion,
];

/** Pixels along a side of a slice, and the number of slices. */
export const size = 256;
export const slices = 80;

/** Millimetres from one pixel to the next, and from one slice to the next. */
const pixelSpacing = 0.8;
const sliceSpacing = 2.2;

/** Standard deviation of the noise, in Hounsfield units. */
const noise = 4;

const air = -1000;

/** Computes one slice, in Hounsfield units, row by row. The same index always gives the same pixels. */
export function computeSlice(index: number): Int16Array {
  const z = (index - (slices - 1) / 2) * sliceSpacing;
  const pixels = new Int16Array(size * size).fill(air);
  for (const part of parts) paint(pixels, part, z);
  const random = createRandom(index + 1);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = (pixels[i] ?? air) + noise * bell(random);
  return pixels;
}

function paint(pixels: Int16Array, { centre, radii, turn = 0, density }: Ellipsoid, z: number): void {
  const [rx, ry, rz] = radii;
  const height = 1 - ((z - centre[2]) / rz) ** 2;
  if (height <= 0) return;
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const reach = Math.ceil(Math.max(rx, ry) / pixelSpacing);
  const [column, row] = [toPixel(centre[0]), toPixel(centre[1])];
  for (let y = Math.max(0, row - reach); y <= Math.min(size - 1, row + reach); y += 1) {
    for (let x = Math.max(0, column - reach); x <= Math.min(size - 1, column + reach); x += 1) {
      const dx = (x - size / 2) * pixelSpacing - centre[0];
      const dy = (y - size / 2) * pixelSpacing - centre[1];
      const u = (dx * cos + dy * sin) / rx;
      const v = (dy * cos - dx * sin) / ry;
      const inside = height - u * u - v * v;
      if (inside <= 0) continue;
      // The outermost pixel is a mixture, as in a real scan.
      const part = Math.min(1, (inside * Math.min(rx, ry)) / (3 * pixelSpacing));
      const at = y * size + x;
      pixels[at] = (pixels[at] ?? air) * (1 - part) + density * part;
    }
  }
}

const toPixel = (millimetres: number) => Math.round(millimetres / pixelSpacing + size / 2);

/** A small generator of repeatable random numbers in [0, 1): Mulberry32. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Roughly normal, variance 1: a sum of three uniform numbers. */
const bell = (random: () => number) => (random() + random() + random() - 1.5) * 2;

/** The widest diameter of the lesion: where its measurement is drawn, in pixels, and its true length in millimetres. */
export const lesionDiameter = {
  slice: Math.round(lesion.centre[2] / sliceSpacing + (slices - 1) / 2),
  from: [toPixel(lesion.centre[0] - lesion.radii[0]), toPixel(lesion.centre[1])],
  to: [toPixel(lesion.centre[0] + lesion.radii[0]), toPixel(lesion.centre[1])],
  millimetres: 2 * lesion.radii[0],
} as const;
