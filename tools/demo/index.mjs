import { createCt } from './ct.mjs';
import { encodeFile } from './dicom-file.mjs';
import { createMr } from './mr.mjs';
import { createRadiograph } from './radiograph.mjs';
import { createUltrasound } from './ultrasound.mjs';

/**
 * Synthetic DICOM files: nobody's images, the same bytes at every call. Patients are named `DÉMO^…`, their UIDs begin with `2.25.`.
 *
 * @param {object} [extent] smaller sets for tests; a modality is left out where its number is 0
 * @param {number} [extent.ctSlices]
 * @param {number} [extent.mrSlices]
 * @param {number} [extent.ultrasoundFrames]
 * @param {boolean} [extent.radiograph]
 * @returns {AsyncGenerator<{ name: string, bytes: Uint8Array<ArrayBuffer> }>} file name and content
 */
export async function* generateDemo(extent = {}) {
  const { ctSlices = 40, mrSlices = 24, ultrasoundFrames = 20, radiograph = true } = extent;
  for (const [index, image] of numbered(createCt(ctSlices))) {
    yield { name: `ct-${index}.dcm`, bytes: encodeFile(image) };
  }
  for (const [index, image] of numbered(createMr(mrSlices))) {
    yield { name: `mr-${index}.dcm`, bytes: encodeFile(image) };
  }
  if (ultrasoundFrames > 0) yield { name: 'us.dcm', bytes: encodeFile(createUltrasound(ultrasoundFrames)) };
  if (radiograph) yield { name: 'cr.dcm', bytes: encodeFile(createRadiograph()) };
}

/**
 * @template T
 * @param {Iterable<T>} items
 * @returns {Generator<[string, T]>} with a number of three digits, from 001
 */
function* numbered(items) {
  let index = 0;
  for (const item of items) {
    index += 1;
    yield [String(index).padStart(3, '0'), item];
  }
}
