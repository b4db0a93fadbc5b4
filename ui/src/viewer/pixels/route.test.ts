import { expect, test } from 'vitest';
import { PixelError } from './pixel-error.ts';
import type { PixelFacts } from './pixel-facts.ts';
import { chooseRoutes } from './route.ts';

const syntax = (end: string) => `1.2.840.10008.1.2.${end}`;
const grey: PixelFacts = {
  transferSyntax: syntax('1'),
  rows: 512,
  columns: 512,
  frames: 1,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  planar: false,
  bitsAllocated: 16,
  bitsStored: 12,
  highBit: 11,
  signed: false,
  encapsulated: false,
  element: 'x7fe00010',
};
const colourJpeg = {
  ...grey,
  transferSyntax: syntax('4.50'),
  samplesPerPixel: 3,
  bitsAllocated: 8,
  encapsulated: true,
};

test('uncompressed and losslessly compressed images are decoded in the browser', () => {
  expect(chooseRoutes(grey, null)).toEqual(['browser', 'rendered']);
  for (const end of ['5', '4.57', '4.70', '4.80', '4.81']) {
    const facts = { ...grey, transferSyntax: syntax(end), encapsulated: true };
    expect(chooseRoutes(facts, { coding: 'lossless', precision: 16, colour: 'unsaid' })[0], end).toBe(
      'browser',
    );
  }
});

test('JPEG 2000 never waits for a server that cannot decode it', () => {
  const facts = { ...grey, transferSyntax: syntax('4.90'), encapsulated: true };
  expect(chooseRoutes(facts, null)).toEqual(['browser', 'rendered']);
});

test.each(['4.51', '2'])('what the browser gets wrong is decoded by the server: %s', (end) => {
  const facts = { ...grey, transferSyntax: syntax(end), encapsulated: true };
  expect(chooseRoutes(facts, null)).toEqual(['recoded', 'rendered']);
});

test.each([
  ['RGB', 'rgb', 'browser'],
  ['RGB', 'unsaid', 'recoded'],
  ['RGB', 'ybr', 'recoded'],
  ['YBR_FULL_422', 'ybr', 'browser'],
  ['YBR_FULL_422', 'unsaid', 'browser'],
  ['YBR_FULL', 'rgb', 'recoded'],
] as const)('a colour JPEG declared %s whose stream says %s goes by %s', (photometric, stream, route) => {
  const header = { coding: 'baseline', precision: 8, colour: stream } as const;
  expect(chooseRoutes({ ...colourJpeg, photometric }, header)[0]).toBe(route);
});

test.each([
  ['4.70', 'baseline', 8],
  ['4.50', 'lossless', 8],
  ['4.50', 'baseline', 12],
] as const)(
  'a file that says %s and holds a %s stream of %i bits is decoded by the server',
  (end, coding, precision) => {
    const facts = { ...grey, transferSyntax: syntax(end), encapsulated: true };
    expect(chooseRoutes(facts, { coding, precision, colour: 'unsaid' })).toEqual(['recoded', 'rendered']);
  },
);

test('compressed colours of 16 bits are decoded by the server, where the browser would cut off the upper ones', () => {
  const facts = { ...colourJpeg, transferSyntax: syntax('5'), photometric: 'RGB', bitsAllocated: 16 };
  expect(chooseRoutes(facts, null)[0]).toBe('recoded');
});

test.each([
  ['video', { ...colourJpeg, transferSyntax: syntax('4.102') }],
  ['too-large', { ...grey, rows: 46341, columns: 46341 }],
  ['format', { ...grey, samplesPerPixel: 3, bitsAllocated: 32 }],
  ['format', { ...grey, samplesPerPixel: 4 }],
] as const)('what nothing can show is refused at once: %s', (reason, facts) => {
  expect(() => chooseRoutes(facts, null)).toThrow(
    expect.objectContaining({ constructor: PixelError, reason }) as PixelError,
  );
});
