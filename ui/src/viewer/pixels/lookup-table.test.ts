import { expect, test } from 'vitest';
import { applyPalette, applyTable, expandSegments } from './lookup-table.ts';

test('values outside a table take its ends', () => {
  const table = { first: 10, entries: Uint16Array.of(100, 200, 300) };
  expect([...applyTable([0, 10, 11, 12, 99], table)]).toEqual([100, 100, 200, 300, 300]);
});

test('a palette gives three bytes for each value', () => {
  const palette = {
    first: -1,
    red: Uint8Array.of(1, 2),
    green: Uint8Array.of(3, 4),
    blue: Uint8Array.of(5, 6),
  };
  expect([...applyPalette([-1, 0, 7], palette)]).toEqual([1, 3, 5, 2, 4, 6, 2, 4, 6]);
});

test('segments give values, straight lines and repetitions', () => {
  // Two values, a line of two steps to 40, then the first segment again, which begins at byte 0.
  const words = [0, 2, 10, 20, 1, 2, 40, 2, 1, 0, 0];
  expect(expandSegments(words, false, 100)).toEqual([10, 20, 30, 40, 10, 20]);
  expect(expandSegments(words, false, 3)).toEqual([10, 20, 30]);
});
