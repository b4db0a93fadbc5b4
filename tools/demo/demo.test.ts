import dicomParser from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { generateDemo } from './index.mjs';
import { lesion } from './thorax.mjs';

async function collect(extent?: Parameters<typeof generateDemo>[0]) {
  const files = [];
  for await (const { name, bytes } of generateDemo(extent)) {
    files.push({ name, bytes, dataset: dicomParser.parseDicom(bytes) });
  }
  return files;
}

const text = (bytes: Uint8Array, dataset: dicomParser.DataSet, tag: string): string => {
  const element = dataset.elements[tag];
  if (element === undefined) throw new Error(`${tag} is missing`);
  return new TextDecoder()
    .decode(bytes.subarray(element.dataOffset, element.dataOffset + element.length))
    .trim();
};

describe('the demo images', async () => {
  const files = await collect();

  it('are four studies of three invented patients, in less than 15 MB', () => {
    expect(files.reduce((sum, file) => sum + file.bytes.length, 0)).toBeLessThan(15e6);
    const patients = new Set(files.map(({ bytes, dataset }) => text(bytes, dataset, 'x00100010')));
    expect([...patients]).toEqual(['DÉMO^Fantôme', 'DÉMO^Modèle', 'DÉMO^Éprouvette']);
    expect(new Set(files.map(({ dataset }) => dataset.string('x0020000d'))).size).toBe(4);
    expect([...new Set(files.map(({ dataset }) => dataset.string('x00080060')))]).toEqual([
      'CT',
      'MR',
      'US',
      'CR',
    ]);
  });

  it('have UIDs of their own, all UUID-derived', () => {
    const uids = files.map(({ dataset }) => dataset.string('x00080018') ?? '');
    expect(new Set(uids).size).toBe(files.length);
    for (const uid of uids) expect(uid).toMatch(/^2\.25\.[1-9]\d{30,38}$/);
  });

  it('are the same bytes every time, so that importing them twice adds nothing', async () => {
    const few = { ctSlices: 2, mrSlices: 2, ultrasoundFrames: 2, radiograph: true };
    const [once, again] = [await collect(few), await collect(few)];
    expect(once).toHaveLength(6);
    for (const [index, { bytes }] of once.entries()) {
      expect(Buffer.compare(bytes, again[index]?.bytes ?? new Uint8Array())).toBe(0);
    }
  });

  it('show the lesion of the CT where it is said to be, with its density', () => {
    const slice = files.find(({ dataset }) => {
      const z = dataset.floatString('x00200032', 2) ?? Number.NaN;
      return dataset.string('x00080060') === 'CT' && Math.abs(z - lesion.centre[2]) <= 2.5;
    });
    if (slice === undefined) throw new Error('no slice through the lesion');
    const { dataset } = slice;
    const spacing = dataset.floatString('x00280030') ?? 0;
    const column = Math.round((lesion.centre[0] - (dataset.floatString('x00200032', 0) ?? 0)) / spacing);
    const row = Math.round((lesion.centre[1] - (dataset.floatString('x00200032', 1) ?? 0)) / spacing);
    const offset = dataset.elements.x7fe00010?.dataOffset ?? 0;
    const pixels = new Uint16Array(slice.bytes.slice(offset).buffer);
    const values = [];
    for (let dy = -3; dy <= 3; dy += 1) {
      for (let dx = -3; dx <= 3; dx += 1) values.push((pixels[(row + dy) * 256 + column + dx] ?? 0) - 1024);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - lesion.value)).toBeLessThan(8);
  });

  it('keep equal distances along the normal of the oblique MR', () => {
    const slices = files.filter(({ dataset }) => dataset.string('x00080060') === 'MR');
    const number = (dataset: dicomParser.DataSet, tag: string, index: number) =>
      dataset.floatString(tag, index) ?? Number.NaN;
    const depths = slices.map(({ dataset }) => {
      const cosine = (index: number) => number(dataset, 'x00200037', index);
      const normal = [
        cosine(1) * cosine(5) - cosine(2) * cosine(4),
        cosine(2) * cosine(3) - cosine(0) * cosine(5),
        cosine(0) * cosine(4) - cosine(1) * cosine(3),
      ];
      return normal.reduce((sum, value, axis) => sum + value * number(dataset, 'x00200032', axis), 0);
    });
    const steps = depths.slice(1).map((depth, index) => depth - (depths[index] ?? Number.NaN));
    for (const step of steps) expect(step).toBeCloseTo(4.5, 5);
  });

  it('can be made in smaller sets', async () => {
    const few = await collect({ ctSlices: 3, mrSlices: 0, ultrasoundFrames: 0, radiograph: false });
    expect(few.map(({ name }) => name)).toEqual(['ct-001.dcm', 'ct-002.dcm', 'ct-003.dcm']);
  });
});
