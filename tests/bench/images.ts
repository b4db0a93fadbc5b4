import { encodeFile } from '../../tools/demo/dicom-file.mjs';
import { createRandom } from '../../tools/demo/random.mjs';
import { describeSeries } from '../../tools/demo/study.mjs';
import { demoUid } from '../../tools/demo/uid.mjs';

const ctStorage = '1.2.840.10008.5.1.4.1.1.2';
const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/** One series of CT slices of 512 KB each: noise, because nobody looks at them. */
export function* createSlices(count: number): Generator<Buffer> {
  const random = createRandom(512);
  const size = 512;
  const noise = Uint16Array.from({ length: size * size }, () => Math.floor(random() * 4096));
  for (let index = 0; index < count; index += 1) {
    const file = encodeFile({
      ...describe('ct', 'BENCH-CT', 'CT', index),
      SOPClassUID: ctStorage,
      SOPInstanceUID: demoUid(`bench/ct/${index}`),
      InstanceNumber: index + 1,
      ...pixels(size, noise.buffer),
    });
    yield Buffer.from(file);
  }
}

/** Studies of one image of a few bytes each, with names and dates to order by; `seed` makes them others. */
export function* createTinyStudies(count: number, seed: string): Generator<Buffer> {
  const nothing = new Uint16Array(4).buffer;
  for (let index = 0; index < count; index += 1) {
    const key = `${seed}/${index}`;
    const file = encodeFile({
      ...describe(key, `BENCH-${seed}-${index}`, 'OT', index),
      SOPClassUID: secondaryCapture,
      SOPInstanceUID: demoUid(`bench/${key}/image`),
      InstanceNumber: 1,
      ...pixels(2, nothing),
    });
    yield Buffer.from(file);
  }
}

const describe = (key: string, patientId: string, modality: string, day: number) =>
  describeSeries({
    key: `bench/${key}`,
    patient: `DÉMO^Mesure ${patientId}`,
    patientId,
    sex: 'O',
    birthDate: '19700101',
    date: new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10).replaceAll('-', ''),
    time: '101500',
    modality,
    study: 'Mesure',
    series: 'Mesure',
  });

const pixels = (size: number, data: ArrayBuffer) => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: size,
  Columns: size,
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  PixelRepresentation: 0,
  PixelData: data,
});
