import { expect, test } from 'vitest';
import { edgeLetters, orientationLetters } from './orientation.ts';

test('an axial image has the patient’s left on the right and the back at the bottom', () => {
  expect(edgeLetters([1, 0, 0], [0, 1, 0])).toEqual({ right: 'L', left: 'R', bottom: 'P', top: 'A' });
});

test('a sagittal image has the back on the right and the feet at the bottom', () => {
  expect(edgeLetters([0, 1, 0], [0, 0, -1])).toEqual({ right: 'P', left: 'A', bottom: 'F', top: 'H' });
});

test('oblique directions name the nearest axis first and leave out slight tilts', () => {
  expect(orientationLetters([0.3, 0.9, -0.3])).toBe('PLF');
  expect(orientationLetters([0.05, 0.99, 0.02])).toBe('P');
});

test('nothing is claimed without a direction', () => {
  expect(orientationLetters([0, 0, 0])).toBe('');
  expect(orientationLetters([Number.NaN, 0, 1])).toBe('');
});
