import { projectRow } from './ellipsoids.mjs';
import { createGaussian, createRandom } from './random.mjs';
import { describeSeries, toPixels } from './study.mjs';
import { createThorax } from './thorax.mjs';
import { demoUid } from './uid.mjs';

/** @import { Image } from './dicom-file.mjs' */

const rows = 512;
const columns = 512;
const spacing = 0.7;
/** Of water at about 70 keV, per millimetre. */
const waterAttenuation = 0.0193;

/**
 * A chest radiograph: the thorax phantom seen from the front through parallel rays. 12 bits, MONOCHROME1 as CR readers write it.
 * @returns {Image}
 */
export function createRadiograph() {
  const solids = createThorax();
  const noise = createGaussian(createRandom(1901));
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const z = ((rows - 1) / 2 - row) * spacing;
    values.set(projectRow({ solids, size: columns, spacing, z, weigh: waterEquivalent }), row * columns);
  }
  return {
    ...describeSeries({
      key: 'cr',
      patient: 'DÉMO^Fantôme',
      patientId: 'SGIM-DEMO-1',
      sex: 'O',
      birthDate: '19700101',
      date: '20260301',
      time: '081500',
      modality: 'CR',
      study: 'Radiographie du thorax (fantôme)',
      series: 'Face',
    }),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1',
    SOPInstanceUID: demoUid('cr/0'),
    InstanceNumber: 1,
    BodyPartExamined: 'CHEST',
    ViewPosition: 'AP',
    PatientOrientation: ['L', 'F'],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME1',
    Rows: rows,
    Columns: columns,
    ImagerPixelSpacing: [spacing, spacing],
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 0,
    WindowCenter: 2150,
    WindowWidth: 3100,
    // A phosphor plate is read out on a logarithmic scale: stored values fall with attenuation.
    PixelData: toPixels(values, 4095, (water) => 3700 - 700 * water * waterAttenuation + 9 * noise()),
  };
}

/** @param {number} hu */
function waterEquivalent(hu) {
  return (hu + 1000) / 1000;
}
