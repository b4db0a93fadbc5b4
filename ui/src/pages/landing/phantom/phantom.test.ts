import { expect, test } from 'vitest';
import { computeSlice, lesionDiameter, size, slices } from './volume.ts';
import { applyWindow, dragWindow } from './window.ts';

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test('a slice is the same each time it is computed', () => {
  expect(computeSlice(7)).toEqual(computeSlice(7));
});

test('the corners are air and the middle slice holds the lesion where it is measured', () => {
  const slice = computeSlice(lesionDiameter.slice);
  const around = (column: number, row: number) =>
    mean(
      [-2, -1, 0, 1, 2].flatMap((y) =>
        [-2, -1, 0, 1, 2].map((x) => slice[(row + y) * size + column + x] ?? 0),
      ),
    );
  expect(around(3, 3)).toBeCloseTo(-1000, -1);
  const middle = Math.round((lesionDiameter.from[0] + lesionDiameter.to[0]) / 2);
  expect(around(middle, lesionDiameter.from[1])).toBeGreaterThan(60);
  expect(around(lesionDiameter.to[0] + 6, lesionDiameter.to[1])).toBeLessThan(45);
});

test('the measured length is that of the pixels', () => {
  const pixels = lesionDiameter.to[0] - lesionDiameter.from[0];
  expect(Math.abs(pixels * 0.8 - lesionDiameter.millimetres)).toBeLessThanOrEqual(0.8);
});

test('the first and the last slice lie at the edge of the head', () => {
  for (const index of [0, slices - 1]) expect(Math.max(...computeSlice(index))).toBeGreaterThan(-1000);
});

test('the window spreads its densities over black to white (PS3.3 C.11.2.1.2.1)', () => {
  const image = { data: new Uint8ClampedArray(16) } as unknown as ImageData;
  applyWindow(new Int16Array([-1000, -11, 90, 1000]), { center: 40, width: 101 }, image);
  expect([...image.data]).toEqual([0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
});

test('dragging stays within what can be seen', () => {
  expect(dragWindow({ center: 40, width: 100 }, 20, -5)).toEqual({ center: 35, width: 120 });
  expect(dragWindow({ center: 40, width: 100 }, -500, 0).width).toBe(2);
});
