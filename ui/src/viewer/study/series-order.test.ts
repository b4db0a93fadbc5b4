import { expect, test } from 'vitest';
import { sortForDisplay } from './series-order.ts';

const axial = [1, 0, 0, 0, 1, 0];
const slice = (instanceNumber: number | null, z: number | null, orientation: number[] | null = axial) => ({
  instanceNumber,
  position: z === null ? null : [0, 0, z],
  orientation,
});
const numbers = (objects: { instanceNumber: number | null }[]) => objects.map((o) => o.instanceNumber);

test('parallel slices are sorted by their place, whatever order they arrive in', () => {
  expect(numbers(sortForDisplay([slice(3, 30), slice(1, 10), slice(2, 20)]))).toEqual([1, 2, 3]);
});

test('the direction follows the instance numbers of the series', () => {
  expect(numbers(sortForDisplay([slice(1, 30), slice(2, 20), slice(3, 10)]))).toEqual([1, 2, 3]);
});

test('wrong or missing instance numbers do not disturb slices that have places', () => {
  const sorted = sortForDisplay([slice(null, 20), slice(1, 0), slice(2, 10), slice(3, 30)]);
  expect(sorted.map((o) => o.position?.[2])).toEqual([0, 10, 20, 30]);
});

test('several images of one place stay in the order of their numbers', () => {
  const sorted = sortForDisplay([slice(4, 10), slice(2, 10), slice(1, 0), slice(3, 0)]);
  expect(numbers(sorted)).toEqual([1, 2, 3, 4]);
});

test('planes that are not parallel are sorted by number', () => {
  const sagittal = [0, 1, 0, 0, 0, -1];
  expect(numbers(sortForDisplay([slice(2, 0), slice(1, 9, sagittal)]))).toEqual([1, 2]);
});

test('objects without geometry or with broken numbers are kept, unnumbered ones last', () => {
  const sorted = sortForDisplay([slice(null, null), slice(2, Number.NaN), slice(1, 4, null)]);
  expect(numbers(sorted)).toEqual([1, 2, null]);
});
