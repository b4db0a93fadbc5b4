import { expect, test } from 'vitest';
import { readJpegHeader } from './jpeg-header.ts';

const start = [0xff, 0xd8];
const jfif = [0xff, 0xe0, 0, 7, ...new TextEncoder().encode('JFIF\0')];
const adobe = (transform: number) => [
  ...[0xff, 0xee, 0, 14],
  ...new TextEncoder().encode('Adobe'),
  ...[0, 100, 0, 0, 0, 0, transform],
];
const frame = (ids: number[], marker = 0xc0) => [
  ...[0xff, marker, 0, 8 + 3 * ids.length, 8, 0, 1, 0, 1, ids.length],
  ...ids.flatMap((id) => [id, 0x11, 0]),
];
const read = (...parts: number[][]) => readJpegHeader(Uint8Array.from([...start, ...parts.flat()]));
const colourOf = (...parts: number[][]) => read(...parts)?.colour;

test('JFIF means YBR', () => expect(colourOf(jfif, frame([1, 2, 3]))).toBe('ybr'));
test('Adobe’s marker says which', () => {
  expect(colourOf(adobe(0), frame([1, 2, 3]))).toBe('rgb');
  expect(colourOf(adobe(1), frame([1, 2, 3]))).toBe('ybr');
});
test('components named R, G, B are RGB', () => expect(colourOf(frame([82, 71, 66]))).toBe('rgb'));
test('without a marker the stream says nothing', () => expect(colourOf(frame([1, 2, 3]))).toBe('unsaid'));
test('the frame header says how the stream is coded', () => {
  expect(read(jfif, frame([1, 2, 3]))).toMatchObject({ coding: 'baseline', precision: 8 });
  expect(read(frame([1], 0xc3))).toMatchObject({ coding: 'lossless' });
  expect(read(frame([1], 0xc9))).toMatchObject({ coding: 'other' });
});
test('bytes that are no JPEG say nothing', () => {
  expect(readJpegHeader(new Uint8Array(0))).toBeNull();
  expect(read([0xff, 0xe0, 0xff, 0xff, 1])).toBeNull();
});
