import { expect, test } from 'vitest';
import type { FrameDescription } from './description.ts';
import { hasOtherSign, readAnew } from './jpeg2000-sign.ts';
import type { PixelFacts } from './pixel-facts.ts';

const facts = {
  transferSyntax: '1.2.840.10008.1.2.4.90',
  samplesPerPixel: 1,
  bitsStored: 13,
  signed: true,
} as PixelFacts;
/** A codestream's first markers, with the given depth byte. */
const stream = (depth: number, boxes = 0) => {
  const bytes = new Uint8Array(60 + boxes);
  bytes.set([0xff, 0x4f, 0xff, 0x51], boxes);
  bytes[boxes + 42] = depth;
  return bytes;
};

test('the sign of the stream is compared with that of the file', () => {
  expect(hasOtherSign(stream(12), facts)).toBe(true);
  expect(hasOtherSign(stream(0x80 | 12, 12), facts)).toBe(false);
  expect(hasOtherSign(stream(0x80 | 12), { ...facts, signed: false })).toBe(true);
  expect(hasOtherSign(new Uint8Array(4), facts)).toBe(false);
});

test('values are read with the bits, the sign and the rescale of the file', () => {
  const description = { facts, rescale: { slope: 1, intercept: -10 } } as FrameDescription;
  expect([...readAnew([0, 4095, 4096, 8191], description)]).toEqual([-10, 4085, -4106, -11]);
  const unsigned = {
    facts: { ...facts, signed: false },
    rescale: { slope: 2, intercept: 0 },
  } as FrameDescription;
  expect([...readAnew([-1, 1], unsigned)]).toEqual([16382, 2]);
});
