import type { PixelFacts } from './pixel-facts.ts';

/** The bytes of one uncompressed frame, in a layout that the decoder understands, and what changed in its description. */
export interface NativeFrame {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly changed: Partial<PixelFacts>;
  /** Bytes that the file should have and does not: shown as black, and said. */
  readonly missing: number;
}

/**
 * Cuts a frame out of uncompressed pixel data (PS3.5 section 8, little endian) and brings the layouts that the library gets
 * wrong into one that it gets right: YBR_FULL_422 becomes RGB, 1-bit pixels become bytes, 16-bit colours 8-bit ones, bits beside the stored ones
 * (old overlays) are cleared, 8-bit signed values are widened, 64-bit floating point becomes 32-bit.
 *
 * @param value the whole value of the pixel data element
 * @param frame 0-based
 */
export function cutNativeFrame(value: Uint8Array, frame: number, facts: PixelFacts): NativeFrame {
  const pixels = facts.rows * facts.columns;
  if (facts.bitsAllocated === 1) {
    const { bytes, missing } = unpackBits(value, frame * pixels, pixels);
    return { bytes, missing, changed: { bitsAllocated: 8, bitsStored: 8, highBit: 7 } };
  }
  const halved = facts.photometric === 'YBR_FULL_422' && facts.samplesPerPixel === 3;
  const samples = halved ? 2 * pixels : facts.samplesPerPixel * pixels;
  const length = (samples * facts.bitsAllocated) / 8;
  const bytes = new Uint8Array(length);
  const present = value.subarray(frame * length, (frame + 1) * length);
  bytes.set(present);
  const missing = length - present.length;

  if (halved) return { bytes: ybr422ToRgb(bytes), missing, changed: { photometric: 'RGB', planar: false } };
  if (facts.samplesPerPixel > 1 && facts.bitsAllocated === 16) {
    return { bytes: narrow(bytes, facts), missing, changed: { bitsAllocated: 8, bitsStored: 8, highBit: 7 } };
  }
  if (facts.element === 'x7fe00009')
    return { bytes: toSingles(bytes), missing, changed: { bitsAllocated: 32 } };
  if (facts.element === 'x7fe00008') return { bytes, missing, changed: {} };
  if (facts.bitsAllocated === 8 && facts.signed) {
    return { bytes: widen(bytes), missing, changed: { bitsAllocated: 16, bitsStored: 16, highBit: 15 } };
  }
  if (facts.bitsStored < facts.bitsAllocated) {
    isolateStoredBits(bytes, facts);
    return { bytes, missing, changed: { highBit: facts.bitsStored - 1 } };
  }
  return { bytes, missing, changed: {} };
}

/** PS3.5 8.1.1: pixels follow each other without gaps, the first in the lowest bit; frames too. */
function unpackBits(value: Uint8Array, first: number, count: number) {
  const bytes = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    const bit = first + index;
    bytes[index] = ((value[bit >> 3] ?? 0) >> (bit & 7)) & 1;
  }
  return { bytes, missing: Math.max(0, Math.ceil((first + count) / 8) - value.length) };
}

/** Two pixels are stored as Y Y Cb Cr (PS3.3 C.7.6.3.1.2). */
function ybr422ToRgb(source: Uint8Array): Uint8Array<ArrayBuffer> {
  const ybr = new Uint8Array((source.length / 2) * 3);
  for (let from = 0, to = 0; from + 3 < source.length; from += 4) {
    const [first = 0, second = 0, cb = 0, cr = 0] = source.subarray(from, from + 4);
    ybr.set([first, cb, cr, second, cb, cr], to);
    to += 6;
  }
  return ybrToRgb(ybr);
}

/** PS3.3 C.7.6.3.1.2, full range, rounded and clamped. */
function ybrToRgb(ybr: Uint8Array): Uint8Array<ArrayBuffer> {
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const y = ybr[at] ?? 0;
    const cb = (ybr[at + 1] ?? 0) - 128;
    const cr = (ybr[at + 2] ?? 0) - 128;
    rgb[at] = y + 1.402 * cr;
    rgb[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}

/** Colours of 16 bits: the screen shows the upper 8 of those stored. */
function narrow(bytes: Uint8Array<ArrayBuffer>, { bitsStored }: PixelFacts): Uint8Array<ArrayBuffer> {
  const shift = Math.max(0, bitsStored - 8);
  return Uint8Array.from(new Uint16Array(bytes.buffer), (value) => Math.min(255, value >> shift));
}

function toSingles(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Float32Array.from(new Float64Array(bytes.buffer)).buffer);
}

function widen(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Int16Array.from(new Int8Array(bytes.buffer)).buffer);
}

/** Moves the stored bits to the bottom and clears the others; the decoder extends the sign. */
function isolateStoredBits(bytes: Uint8Array<ArrayBuffer>, facts: PixelFacts): void {
  const shift = facts.highBit + 1 - facts.bitsStored;
  const mask = 2 ** facts.bitsStored - 1;
  const words = facts.bitsAllocated === 16 ? new Uint16Array(bytes.buffer) : bytes;
  if (facts.bitsAllocated > 16) return;
  for (let index = 0; index < words.length; index += 1) {
    words[index] = ((words[index] ?? 0) >> shift) & mask;
  }
}
