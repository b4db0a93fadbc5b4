import { createRandom } from './random.mjs';

/** @import { Ellipsoid } from './ellipsoids.mjs' */

/** Where the one lesion is, in millimetres from the centre of the volume. */
export const lesion = { centre: /** @type {const} */ ([-72, -8, 12]), radius: 11, value: 35 };

/**
 * A chest made of ellipsoids, in Hounsfield units. x to the patient's left, y to the back, z to the head.
 * @returns {Ellipsoid[]}
 */
export function createThorax() {
  return [
    { centre: [0, 0, 0], semiAxes: [165, 112, 400], value: -95 },
    { centre: [0, 0, 0], semiAxes: [150, 98, 400], value: 45 },
    ...createRibs(),
    { centre: [-70, -2, 0], semiAxes: [58, 78, 118], value: -850 },
    { centre: [72, -2, 0], semiAxes: [56, 78, 118], value: -850 },
    ...createVessels(-70, 11),
    ...createVessels(72, 23),
    { centre: [0, 0, 20], semiAxes: [24, 60, 120], value: 20 },
    { centre: [26, -22, -34], semiAxes: [52, 44, 52], value: 48 },
    { centre: [30, -24, -38], semiAxes: [26, 22, 28], value: 150 },
    { centre: [-2, -18, 60], semiAxes: [15, 15, 60], value: 160 },
    { centre: [18, 44, 0], semiAxes: [12, 12, 400], value: 160 },
    { centre: [0, 8, 66], semiAxes: [9, 9, 70], value: -990 },
    { centre: [0, 64, 0], semiAxes: [21, 19, 400], value: 260 },
    { centre: [0, 64, 0], semiAxes: [16, 14, 400], value: 170 },
    { centre: [0, 88, 0], semiAxes: [9, 9, 400], value: 25 },
    { centre: [0, -86, 10], semiAxes: [15, 5, 110], value: 220 },
    { centre: lesion.centre, semiAxes: [lesion.radius, lesion.radius, lesion.radius], value: lesion.value },
  ];
}

/** @returns {Ellipsoid[]} */
function createRibs() {
  /** @type {Ellipsoid[]} */
  const ribs = [];
  for (let level = -96; level <= 96; level += 32) {
    for (let step = 0; step < 26; step += 1) {
      const angle = (2 * Math.PI * (step + 0.5)) / 26;
      // A rib falls from the spine to the sternum.
      const fall = 14 * Math.sin(angle);
      ribs.push({
        centre: [137 * Math.cos(angle), 86 * Math.sin(angle), level + fall],
        semiAxes: [15, 8, 6],
        value: 420,
      });
    }
  }
  return ribs;
}

/**
 * @param {number} x centre of the lung
 * @param {number} seed
 * @returns {Ellipsoid[]}
 */
function createVessels(x, seed) {
  const random = createRandom(seed);
  return Array.from({ length: 46 }, () => {
    const radius = 1.6 + 2.6 * random();
    const distance = Math.sqrt(random());
    const angle = 2 * Math.PI * random();
    return {
      centre: /** @type {const} */ ([
        x + 44 * distance * Math.cos(angle),
        62 * distance * Math.sin(angle),
        (random() - 0.5) * 150,
      ]),
      semiAxes: /** @type {const} */ ([radius, radius, 6 + 22 * random()]),
      value: 30,
    };
  });
}
