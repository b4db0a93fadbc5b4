import { createGaussian, createRandom } from './random.mjs';
import { describeSeries } from './study.mjs';
import { demoUid } from './uid.mjs';

/** @import { Image } from './dicom-file.mjs' */

const rows = 180;
const columns = 240;
const frameTimeMs = 50;
/** Centimetres per pixel. */
const delta = 0.08;
/** The transducer, above the picture. */
const apex = { x: (columns - 1) / 2, y: -14 };
const halfAngle = 0.66;
const reach = { from: 22, to: 186 };

/**
 * An ultrasound clip: a beating chamber in a sector of speckle, with a patch of colour flow. RGB, 8 bits.
 * @param {number} frames one heartbeat
 * @returns {Image}
 */
export function createUltrasound(frames) {
  const speckle = createSpeckle();
  const pixels = new Uint8Array(frames * rows * columns * 3);
  let offset = 0;
  for (let frame = 0; frame < frames; frame += 1) {
    const phase = (2 * Math.PI * frame) / frames;
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < columns; x += 1) {
        pixels.set(colourAt(x, y, phase, speckle[y * columns + x] ?? 0), offset);
        offset += 3;
      }
    }
  }
  return {
    ...describeSeries({
      key: 'us',
      patient: 'DÉMO^Éprouvette',
      patientId: 'SGIM-DEMO-3',
      sex: 'M',
      birthDate: '19991231',
      date: '20260304',
      time: '091000',
      modality: 'US',
      study: 'Échographie cardiaque (fantôme)',
      series: 'Boucle',
    }),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.3.1',
    SOPInstanceUID: demoUid('us/0'),
    ImageType: ['DERIVED', 'SECONDARY', '', '0001'],
    InstanceNumber: 1,
    PatientOrientation: '',
    SequenceOfUltrasoundRegions: [
      {
        RegionSpatialFormat: 1,
        RegionDataType: 1,
        RegionFlags: 0,
        RegionLocationMinX0: 0,
        RegionLocationMinY0: 0,
        RegionLocationMaxX1: columns - 1,
        RegionLocationMaxY1: rows - 1,
        PhysicalUnitsXDirection: 3,
        PhysicalUnitsYDirection: 3,
        PhysicalDeltaX: delta,
        PhysicalDeltaY: delta,
      },
    ],
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    NumberOfFrames: frames,
    FrameTime: frameTimeMs,
    FrameIncrementPointer: '00181063',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    LossyImageCompression: '00',
    PixelData: pixels.buffer,
  };
}

/** Multiplicative noise, smoothed along the rows as a sector scan's is. */
function createSpeckle() {
  const noise = createGaussian(createRandom(1953));
  const raw = Float32Array.from({ length: rows * columns }, () => Math.hypot(noise(), noise()) / 1.25);
  return raw.map((value, index) => (value + (raw[index - 1] ?? value) + (raw[index + 1] ?? value)) / 3);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} phase of the heartbeat, radians
 * @param {number} speckle mean about 1
 * @returns {[number, number, number]} red, green, blue
 */
function colourAt(x, y, phase, speckle) {
  const [dx, dy] = [x - apex.x, y - apex.y];
  const distance = Math.hypot(dx, dy);
  if (Math.abs(Math.atan2(dx, dy)) > halfAngle || distance < reach.from || distance > reach.to)
    return [0, 0, 0];
  const beat = 1 + 0.22 * Math.cos(phase);
  const chamber = Math.hypot((x - 112) / (34 * beat), (y - 88) / (46 * beat));
  const flow = Math.hypot((x - 118) / 11, (y - 88 - 22 * Math.sin(phase)) / 16);
  if (flow < 1 && chamber < 0.95) {
    const strength = Math.round(230 * (1 - 0.6 * flow));
    return Math.cos(phase) > 0
      ? [strength, Math.round(strength / 3), 0]
      : [0, Math.round(strength / 3), strength];
  }
  const wall = Math.exp(-(((chamber - 1.12) / 0.13) ** 2));
  const tissue = chamber < 1 ? 10 : 62 + 120 * wall;
  const grey = Math.min(255, Math.round(tissue * speckle * Math.exp(-distance / 420)));
  return [grey, grey, grey];
}
