import { expect, test } from 'vitest';
import { cutNativeFrame } from './native-frame.ts';
import type { PixelFacts } from './pixel-facts.ts';

const grey: PixelFacts = {
  transferSyntax: '1.2.840.10008.1.2.1',
  rows: 1,
  columns: 2,
  frames: 1,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  planar: false,
  bitsAllocated: 8,
  bitsStored: 8,
  highBit: 7,
  signed: false,
  encapsulated: false,
  element: 'x7fe00010',
};
const words = (bytes: Uint8Array<ArrayBuffer>) => [...new Uint16Array(bytes.buffer)];

test('frames follow each other', () => {
  expect([...cutNativeFrame(Uint8Array.of(1, 2, 3, 4), 1, grey).bytes]).toEqual([3, 4]);
});

test('what a truncated file lacks is black and counted', () => {
  const frame = cutNativeFrame(Uint8Array.of(1, 2, 3), 1, grey);
  expect([...frame.bytes]).toEqual([3, 0]);
  expect(frame.missing).toBe(1);
});

test('one-bit frames are cut between bits, not bytes', () => {
  const facts = { ...grey, rows: 1, columns: 3, bitsAllocated: 1, bitsStored: 1, highBit: 0 };
  expect([...cutNativeFrame(Uint8Array.of(0b00101_110), 1, facts).bytes]).toEqual([1, 0, 1]);
});

test('bits above the stored ones are cleared, so that old overlays do not look like pixels', () => {
  const facts = { ...grey, bitsAllocated: 16, bitsStored: 12, highBit: 11 };
  const value = new Uint8Array(Uint16Array.of(0x8abc, 0x0123).buffer);
  expect(words(cutNativeFrame(value, 0, facts).bytes)).toEqual([0xabc, 0x123]);
});

test('a high bit that is not the lowest possible one is shifted down', () => {
  const facts = { ...grey, bitsAllocated: 16, bitsStored: 12, highBit: 15 };
  const value = new Uint8Array(Uint16Array.of(0xabc0, 0x1230).buffer);
  expect(words(cutNativeFrame(value, 0, facts).bytes)).toEqual([0xabc, 0x123]);
});

test('YBR_FULL_422 becomes RGB: grey stays grey, full red chrominance is red', () => {
  const facts = { ...grey, samplesPerPixel: 3, photometric: 'YBR_FULL_422' };
  expect([...cutNativeFrame(Uint8Array.of(10, 200, 128, 128), 0, facts).bytes]).toEqual([
    10, 10, 10, 200, 200, 200,
  ]);
  const red = cutNativeFrame(Uint8Array.of(76, 76, 85, 255), 0, facts);
  expect([...red.bytes.subarray(0, 3)]).toEqual([254, 0, 0]);
  expect(red.changed.photometric).toBe('RGB');
});

test('8-bit signed values are widened with their sign', () => {
  const { bytes, changed } = cutNativeFrame(Uint8Array.of(0xff, 1), 0, { ...grey, signed: true });
  expect([...new Int16Array(bytes.buffer)]).toEqual([-1, 1]);
  expect(changed.bitsAllocated).toBe(16);
});

test('16-bit colours keep their upper bits', () => {
  const facts = {
    ...grey,
    columns: 1,
    samplesPerPixel: 3,
    photometric: 'RGB',
    bitsAllocated: 16,
    bitsStored: 16,
  };
  const value = new Uint8Array(Uint16Array.of(0xff00, 0x8000, 0x00ff).buffer);
  expect([...cutNativeFrame(value, 0, facts).bytes]).toEqual([0xff, 0x80, 0]);
});
