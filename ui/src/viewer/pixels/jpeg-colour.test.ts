import { expect, test } from 'vitest';
import { readJpegColour } from './jpeg-colour.ts';

const start = [0xff, 0xd8];
const jfif = [0xff, 0xe0, 0, 7, ...new TextEncoder().encode('JFIF\0')];
const adobe = (transform: number) => [
  ...[0xff, 0xee, 0, 14],
  ...new TextEncoder().encode('Adobe'),
  ...[0, 100, 0, 0, 0, 0, transform],
];
const frame = (ids: number[]) => [
  ...[0xff, 0xc0, 0, 8 + 3 * ids.length, 8, 0, 1, 0, 1, ids.length],
  ...ids.flatMap((id) => [id, 0x11, 0]),
];
const colourOf = (...parts: number[][]) => readJpegColour(Uint8Array.from([...start, ...parts.flat()]));

test('JFIF means YBR', () => expect(colourOf(jfif, frame([1, 2, 3]))).toBe('ybr'));
test('Adobe’s marker says which', () => {
  expect(colourOf(adobe(0), frame([1, 2, 3]))).toBe('rgb');
  expect(colourOf(adobe(1), frame([1, 2, 3]))).toBe('ybr');
});
test('components named R, G, B are RGB', () => expect(colourOf(frame([82, 71, 66]))).toBe('rgb'));
test('without a marker the stream says nothing', () => expect(colourOf(frame([1, 2, 3]))).toBe('unsaid'));
test('bytes that are no JPEG say nothing', () => {
  expect(readJpegColour(new Uint8Array(0))).toBe('unsaid');
  expect(colourOf([0xff, 0xe0, 0xff, 0xff, 1])).toBe('unsaid');
});
