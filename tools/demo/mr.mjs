import { sectionOf } from './ellipsoids.mjs';
import { createGaussian, createRandom } from './random.mjs';
import { describeSeries, toPixels } from './study.mjs';
import { demoUid } from './uid.mjs';

/** @import { Ellipsoid, Point } from './ellipsoids.mjs' */
/** @import { Image } from './dicom-file.mjs' */

const size = 256;
const spacing = 0.9;
const thickness = 4.5;

/** Signal of a T2-like head; the values exceed 12 bits on purpose. @type {Ellipsoid[]} */
const head = [
  { centre: [0, 0, 0], semiAxes: [82, 102, 92], value: 9000 },
  { centre: [0, 0, 0], semiAxes: [76, 96, 86], value: 900 },
  { centre: [0, 0, 0], semiAxes: [71, 91, 81], value: 26_000 },
  { centre: [-32, 0, 2], semiAxes: [34, 84, 70], value: 14_500 },
  { centre: [32, 0, 2], semiAxes: [34, 84, 70], value: 14_500 },
  { centre: [-30, 0, 6], semiAxes: [25, 70, 52], value: 10_500 },
  { centre: [30, 0, 6], semiAxes: [25, 70, 52], value: 10_500 },
  { centre: [-11, -12, 8], semiAxes: [8, 30, 14], value: 27_000 },
  { centre: [11, -12, 8], semiAxes: [8, 30, 14], value: 27_000 },
  { centre: [0, 46, -44], semiAxes: [44, 32, 26], value: 13_000 },
  { centre: [36, 26, 22], semiAxes: [9, 9, 9], value: 24_000 },
];

/**
 * An MR of a head phantom: 16 bits, oblique (tilted about the left-right axis and turned about the vertical one).
 * @param {number} slices
 * @returns {Iterable<Image>}
 */
export function* createMr(slices) {
  const noise = createGaussian(createRandom(1973));
  const { row, column, normal } = createOrientation((18 * Math.PI) / 180, (12 * Math.PI) / 180);
  const first = ((slices - 1) / 2) * -thickness;
  const corner = ((size - 1) / 2) * -spacing;
  for (let slice = 0; slice < slices; slice += 1) {
    const depth = first + slice * thickness;
    const section = sectionOf({ solids: head, background: 0, size, spacing, z: depth });
    yield {
      ...describeSeries({
        key: 'mr',
        patient: 'DÉMO^Modèle',
        patientId: 'SGIM-DEMO-2',
        sex: 'F',
        birthDate: '19850714',
        date: '20260303',
        time: '143000',
        modality: 'MR',
        study: 'IRM encéphalique (fantôme)',
        series: 'T2 oblique',
      }),
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
      SOPInstanceUID: demoUid(`mr/${slice}`),
      ImageType: ['DERIVED', 'SECONDARY', 'OTHER'],
      BodyPartExamined: 'BRAIN',
      PatientPosition: 'HFS',
      ScanningSequence: 'SE',
      SequenceVariant: 'NONE',
      ScanOptions: '',
      MRAcquisitionType: '2D',
      RepetitionTime: 4500,
      EchoTime: 100,
      EchoTrainLength: 1,
      MagneticFieldStrength: 3,
      SliceThickness: thickness,
      SpacingBetweenSlices: thickness,
      FrameOfReferenceUID: demoUid('mr/frame-of-reference'),
      PositionReferenceIndicator: '',
      InstanceNumber: slice + 1,
      ImagePositionPatient: [0, 1, 2].map((axis) =>
        toDecimalString(
          corner * (row[axis] ?? 0) + corner * (column[axis] ?? 0) + depth * (normal[axis] ?? 0),
        ),
      ),
      ImageOrientationPatient: [...row, ...column].map(toDecimalString),
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: size,
      Columns: size,
      PixelSpacing: [spacing, spacing],
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 0,
      WindowCenter: 13_500,
      WindowWidth: 27_000,
      // Magnitude of a complex signal: noise is Rician, never negative.
      PixelData: toPixels(section, 65_535, (value) => Math.hypot(value + 320 * noise(), 320 * noise())),
    };
  }
}

/**
 * Direction cosines of a plane tilted about x, then turned about z.
 * @param {number} tilt radians
 * @param {number} turn radians
 */
function createOrientation(tilt, turn) {
  const [ct, st, cz, sz] = [Math.cos(tilt), Math.sin(tilt), Math.cos(turn), Math.sin(turn)];
  return {
    row: /** @type {Point} */ ([cz, sz, 0]),
    column: /** @type {Point} */ ([-sz * ct, cz * ct, st]),
    normal: /** @type {Point} */ ([sz * st, -cz * st, ct]),
  };
}

/**
 * DS has at most 16 characters (PS3.5 6.2).
 * @param {number} value
 */
function toDecimalString(value) {
  return Number(value.toFixed(9));
}
