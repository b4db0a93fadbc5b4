import { expect, test } from 'vitest';
import { cleanRescale, cleanWindow, fullRange, toRange, toWindow } from './window.ts';

test('a linear window follows the standard’s half level', () => {
  expect(toRange({ center: 40, width: 400, shape: 'LINEAR' })).toEqual({ lower: -160, upper: 239 });
  expect(toRange({ center: 40, width: 400, shape: 'LINEAR_EXACT' })).toEqual({ lower: -160, upper: 240 });
});

test('range and window say the same', () => {
  const window = { center: 40, width: 400, shape: 'LINEAR' } as const;
  expect(toWindow(toRange(window))).toEqual(window);
});

test('a width below 1 is taken exactly', () => {
  const window = cleanWindow([0.1], [0.2], null);
  expect(window).toEqual({ center: 0.1, width: 0.2, shape: 'LINEAR_EXACT' });
  expect(window && toWindow(toRange(window), true).width).toBeCloseTo(0.2);
});

test('the first drawable window wins', () => {
  expect(cleanWindow([10, 50], [0, 350], null)).toEqual({ center: 50, width: 350, shape: 'LINEAR' });
});

test.each([
  [[40], [0]],
  [[40], [-5]],
  [[Number.NaN], [400]],
  [[40], []],
  [null, [400]],
])('windows that cannot be drawn count as absent: %j %j', (centers, widths) => {
  expect(cleanWindow(centers, widths, null)).toBeNull();
});

test('no range is without length', () => {
  const { lower, upper } = toRange({ center: 5, width: 1, shape: 'LINEAR' });
  expect(upper).toBeGreaterThan(lower);
  expect(fullRange(7, 7)).toEqual({ lower: 7, upper: 8 });
});

test('a useless rescale counts as absent', () => {
  expect(cleanRescale(0, Number.NaN)).toEqual({ slope: 1, intercept: 0 });
  expect(cleanRescale(2, -1024)).toEqual({ slope: 2, intercept: -1024 });
  expect(cleanRescale(null, undefined)).toEqual({ slope: 1, intercept: 0 });
});
