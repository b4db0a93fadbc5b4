/** @typedef {readonly [number, number, number]} Point in millimetres */

/**
 * A solid of one value. In a list, the later one replaces what the earlier ones put in the same place.
 * @typedef {object} Ellipsoid
 * @property {Point} centre
 * @property {Point} semiAxes
 * @property {number} value Hounsfield units or signal
 */

/**
 * One plane of the solids, with soft edges about a pixel wide.
 * @param {object} plane
 * @param {readonly Ellipsoid[]} plane.solids
 * @param {number} plane.background
 * @param {number} plane.size rows and columns
 * @param {number} plane.spacing millimetres between pixel centres
 * @param {number} plane.z millimetres, in the solids' own coordinates, which are centred on the image
 * @returns {Float32Array} row by row
 */
export function sectionOf({ solids, background, size, spacing, z }) {
  const values = new Float32Array(size * size).fill(background);
  const positionOf = (/** @type {number} */ index) => (index - (size - 1) / 2) * spacing;
  const indexOf = (/** @type {number} */ position) => position / spacing + (size - 1) / 2;
  for (const { centre, semiAxes, value } of solids) {
    const depth = ((z - centre[2]) / semiAxes[2]) ** 2;
    if (depth >= 1) continue;
    const sharpness = Math.min(semiAxes[0], semiAxes[1]) / spacing;
    const reach = 1 + 1 / sharpness;
    const first = Math.max(0, Math.floor(indexOf(centre[1] - semiAxes[1] * reach)));
    const last = Math.min(size - 1, Math.ceil(indexOf(centre[1] + semiAxes[1] * reach)));
    const left = Math.max(0, Math.floor(indexOf(centre[0] - semiAxes[0] * reach)));
    const right = Math.min(size - 1, Math.ceil(indexOf(centre[0] + semiAxes[0] * reach)));
    for (let row = first; row <= last; row += 1) {
      const dy = depth + ((positionOf(row) - centre[1]) / semiAxes[1]) ** 2;
      for (let column = left; column <= right; column += 1) {
        const distance = Math.sqrt(dy + ((positionOf(column) - centre[0]) / semiAxes[0]) ** 2);
        const coverage = Math.min(1, Math.max(0, 0.5 + (1 - distance) * sharpness));
        const index = row * size + column;
        const before = values[index] ?? background;
        values[index] = before + (value - before) * coverage;
      }
    }
  }
  return values;
}

/**
 * What parallel rays meet from front to back (along y): one row of a projection.
 * @param {object} row
 * @param {readonly Ellipsoid[]} row.solids
 * @param {number} row.size columns
 * @param {number} row.spacing millimetres between columns, which are centred on the solids
 * @param {number} row.z millimetres
 * @param {(value: number) => number} row.weigh
 * @returns {Float32Array} for each ray the sum of length in millimetres × weight of the value met there
 */
export function projectRow({ solids, size, spacing, z, weigh }) {
  const present = [];
  for (const { centre, semiAxes, value } of solids) {
    const left = 1 - ((z - centre[2]) / semiAxes[2]) ** 2;
    if (left > 0)
      present.push({ x: centre[0], y: centre[1], width: semiAxes[0], depth: semiAxes[1], left, value });
  }
  const sums = new Float32Array(size);
  for (let column = 0; column < size; column += 1) {
    const x = (column - (size - 1) / 2) * spacing;
    const met = [];
    const bounds = [];
    for (const solid of present) {
      const left = solid.left - ((x - solid.x) / solid.width) ** 2;
      if (left <= 0) continue;
      const half = solid.depth * Math.sqrt(left);
      met.push({ from: solid.y - half, to: solid.y + half, weight: weigh(solid.value) });
      bounds.push(solid.y - half, solid.y + half);
    }
    sums[column] = sumTopmost(met, bounds.sort(ascending));
  }
  return sums;
}

/**
 * @param {{ from: number, to: number, weight: number }[]} met in the order of painting
 * @param {number[]} bounds where something begins or ends, ascending
 */
function sumTopmost(met, bounds) {
  let sum = 0;
  for (let index = 1; index < bounds.length; index += 1) {
    const [from = 0, to = 0] = [bounds[index - 1], bounds[index]];
    const middle = (from + to) / 2;
    const top = met.findLast((solid) => solid.from <= middle && middle <= solid.to);
    if (top !== undefined) sum += (to - from) * top.weight;
  }
  return sum;
}

const ascending = (/** @type {number} */ a, /** @type {number} */ b) => a - b;
