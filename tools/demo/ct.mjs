import { sectionOf } from './ellipsoids.mjs';
import { createGaussian, createRandom } from './random.mjs';
import { describeSeries, toPixels } from './study.mjs';
import { createThorax } from './thorax.mjs';
import { demoUid } from './uid.mjs';

/** @import { Image } from './dicom-file.mjs' */

const size = 256;
const spacing = 1.4;
const thickness = 5;
const intercept = -1024;

/**
 * A CT of the thorax phantom: axial, 12 bits, noise of 14 HU, one lesion in the right lung.
 * @param {number} slices
 * @returns {Iterable<Image>} from the feet to the head
 */
export function* createCt(slices) {
  const solids = createThorax();
  const noise = createGaussian(createRandom(1895));
  const first = ((slices - 1) / 2) * -thickness;
  const corner = ((size - 1) / 2) * -spacing;
  for (let slice = 0; slice < slices; slice += 1) {
    const z = first + slice * thickness;
    const section = sectionOf({ solids, background: -1000, size, spacing, z });
    yield {
      ...describeSeries({
        key: 'ct',
        patient: 'DÉMO^Fantôme',
        patientId: 'SGIM-DEMO-1',
        sex: 'O',
        birthDate: '19700101',
        date: '20260302',
        time: '101500',
        modality: 'CT',
        study: 'Scanner thoracique (fantôme)',
        series: 'Thorax 5 mm',
      }),
      ImageType: ['DERIVED', 'SECONDARY', 'AXIAL'],
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
      SOPInstanceUID: demoUid(`ct/${slice}`),
      BodyPartExamined: 'CHEST',
      PatientPosition: 'HFS',
      KVP: 120,
      SliceThickness: thickness,
      SpacingBetweenSlices: thickness,
      FrameOfReferenceUID: demoUid('ct/frame-of-reference'),
      PositionReferenceIndicator: '',
      AcquisitionNumber: 1,
      InstanceNumber: slice + 1,
      ImagePositionPatient: [corner, corner, z],
      ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
      SliceLocation: z,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      Rows: size,
      Columns: size,
      PixelSpacing: [spacing, spacing],
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelRepresentation: 0,
      WindowCenter: [40, -600],
      WindowWidth: [400, 1500],
      WindowCenterWidthExplanation: ['Médiastin', 'Poumon'],
      RescaleIntercept: intercept,
      RescaleSlope: 1,
      RescaleType: 'HU',
      PixelData: toPixels(section, 4095, (value) => value + 14 * noise() - intercept),
    };
  }
}
