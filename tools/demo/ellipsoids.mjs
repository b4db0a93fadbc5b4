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
 * What a ray meets from front to back (along y).
 * @param {readonly Ellipsoid[]} solids
 * @param {number} x
 * @param {number} z
 * @param {(value: number) => number} weigh
 * @returns {number} sum of length in millimetres × weight of the value met there
 */
export function integrateAlongY(solids, x, z, weigh) {
  const met = [];
  const bounds = [];
  for (const { centre, semiAxes, value } of solids) {
    const across = ((x - centre[0]) / semiAxes[0]) ** 2 + ((z - centre[2]) / semiAxes[2]) ** 2;
    if (across >= 1) continue;
    const half = semiAxes[1] * Math.sqrt(1 - across);
    met.push({ from: centre[1] - half, to: centre[1] + half, value });
    bounds.push(centre[1] - half, centre[1] + half);
  }
  bounds.sort((a, b) => a - b);
  let sum = 0;
  for (const [index, from] of bounds.entries()) {
    const to = bounds[index + 1] ?? from;
    const middle = (from + to) / 2;
    const top = met.findLast((solid) => solid.from <= middle && middle <= solid.to);
    if (top !== undefined) sum += (to - from) * weigh(top.value);
  }
  return sum;
}
