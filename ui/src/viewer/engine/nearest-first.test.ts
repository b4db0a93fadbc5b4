import { expect, test } from 'vitest';
import { nearestFirst } from './nearest-first.ts';

test('neighbours come by distance, the next before the previous', () => {
  expect(nearestFirst(['a', 'b', 'c', 'd', 'e'], 1)).toEqual(['c', 'a', 'd', 'e']);
  expect(nearestFirst(['a'], 0)).toEqual([]);
});
