import type { FrameDescription } from './description.ts';
import type { PixelFacts } from './pixel-facts.ts';

const jpeg2000 = new Set(['1.2.840.10008.1.2.4.90', '1.2.840.10008.1.2.4.91']);

/**
 * Whether a JPEG 2000 stream says another sign than the file around it, which some encoders do: the decoder goes by the stream, so
 * its values have to be read anew. The sign is the top bit of the first component's depth, Ssiz (ISO/IEC 15444-1 A.5.1).
 */
export function hasOtherSign(stream: Uint8Array, facts: PixelFacts): boolean {
  if (!jpeg2000.has(facts.transferSyntax) || facts.samplesPerPixel !== 1) return false;
  const start = findCodestream(stream);
  const depth = start < 0 ? undefined : stream[start + 42];
  return depth !== undefined && depth >= 128 !== facts.signed;
}

/** Start of codestream, then image size: 0xFF4F 0xFF51, at the very start or inside the boxes of a JP2 file. */
function findCodestream(stream: Uint8Array): number {
  for (let at = 0; at + 43 < stream.length && at < 4096; at += 1) {
    if (stream[at] === 0xff && stream[at + 1] === 0x4f && stream[at + 2] === 0xff && stream[at + 3] === 0x51)
      return at;
  }
  return -1;
}

/** The values as the file means them: its stored bits, its sign, its rescale. */
export function readAnew(
  values: ArrayLike<number>,
  { facts, rescale }: FrameDescription,
): Float32Array<ArrayBuffer> {
  const range = 2 ** facts.bitsStored;
  const firstNegative = facts.signed ? range / 2 : range;
  return Float32Array.from({ length: values.length }, (_, index) => {
    const stored = (((values[index] ?? 0) % range) + range) % range;
    return (stored >= firstNegative ? stored - range : stored) * rescale.slope + rescale.intercept;
  });
}
