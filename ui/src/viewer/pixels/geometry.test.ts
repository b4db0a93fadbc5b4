import { expect, test } from 'vitest';
import { cleanPlane, cleanSpacing, type SpacingSources } from './geometry.ts';

const nothing: SpacingSources = {
  pixelSpacing: null,
  calibrationType: null,
  detectorSpacing: null,
  aspectRatio: null,
  modality: 'CT',
};

test('pixel spacing of a slice is in the patient', () => {
  expect(cleanSpacing({ ...nothing, pixelSpacing: [0.5, 0.7] })).toEqual({
    row: 0.5,
    column: 0.7,
    meaning: 'patient',
  });
});

test('a projection’s spacing is on the detector until it is calibrated', () => {
  const radiograph = { ...nothing, modality: 'DX', pixelSpacing: [0.14, 0.14] };
  expect(cleanSpacing(radiograph).meaning).toBe('detector');
  expect(cleanSpacing({ ...radiograph, calibrationType: 'FIDUCIAL' }).meaning).toBe('patient');
  expect(cleanSpacing({ ...nothing, detectorSpacing: [0.2, 0.2] }).meaning).toBe('detector');
});

test.each([[[0, 0]], [[-1, 1]], [[Number.NaN, 1]], [[1e9, 1e9]], [[1, 500]], [[0.5]]])(
  'absurd spacing %j counts as absent',
  (pixelSpacing) => {
    expect(cleanSpacing({ ...nothing, pixelSpacing })).toEqual({ row: 1, column: 1, meaning: 'none' });
  },
);

test('without spacing the shape of a pixel is still honoured', () => {
  expect(cleanSpacing({ ...nothing, aspectRatio: [2, 1] })).toEqual({ row: 2, column: 1, meaning: 'none' });
});

test('a credible plane is kept and normalised', () => {
  const plane = cleanPlane([1.001, 0, 0, 0, 0.999, 0], [1, 2, 3]);
  expect(plane).toEqual({
    rowCosines: [1, 0, 0],
    columnCosines: [0, 1, 0],
    position: [1, 2, 3],
    known: true,
  });
});

test.each([[null], [[1, 0, 0, 1, 0, 0]], [[0, 0, 0, 0, 0, 0]], [[1, 0, 0]], [[Number.NaN, 0, 0, 0, 1, 0]]])(
  'cosines %j claim no orientation',
  (orientation) => {
    expect(cleanPlane(orientation, [0, 0, 0]).known).toBe(false);
  },
);

test('a position that is no place is put at the origin', () => {
  expect(cleanPlane([1, 0, 0, 0, 1, 0], [Number.NaN, 0, 1e300]).position).toEqual([0, 0, 0]);
});
