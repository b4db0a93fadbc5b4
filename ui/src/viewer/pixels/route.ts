import type { JpegHeader } from './jpeg-header.ts';
import { PixelError } from './pixel-error.ts';
import type { PixelFacts } from './pixel-facts.ts';

/**
 * How an image gets its pixels:
 * `browser`   the stored file, decoded here, full depth;
 * `recoded`   the file after the server decoded it losslessly into explicit little endian, full depth;
 * `rendered`  an 8-bit picture that the server made: not for diagnosis, and marked as such.
 */
export type Route = 'browser' | 'recoded' | 'rendered';

const jpegBaseline = '1.2.840.10008.1.2.4.50';
const jpegLossless = new Set(['1.2.840.10008.1.2.4.57', '1.2.840.10008.1.2.4.70']);
const bigEndian = '1.2.840.10008.1.2.2';

/** Lossy JPEG processes whose decoder in the browser is off by several stored values, or absent. */
const inexactHere = new Set(['1.2.840.10008.1.2.4.51', '1.2.840.10008.1.2.4.53', '1.2.840.10008.1.2.4.55']);

/** JPEG 2000, HTJ2K, JPEG XL: Orthanc without the GDCM plugin cannot decode them. */
const onlyHere = /^1\.2\.840\.10008\.1\.2\.(4\.(9[0-3]|20[1-3]|11[0-2])|8\.1)$/;

const decodable = new Set([
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.1.98',
  '1.2.840.10008.1.2.1.99',
  '1.2.840.10008.1.2.5',
  jpegBaseline,
  ...jpegLossless,
  '1.2.840.10008.1.2.4.80',
  '1.2.840.10008.1.2.4.81',
]);

/** MPEG-2, MPEG-4, HEVC, SMPTE: one stream for all frames. */
const video = /^1\.2\.840\.10008\.1\.2\.(4\.10[0-8](\.1)?|7\.[1-3])$/;

/** Beyond this many pixels a side the graphics card refuses the texture: WebGL 2 promises no more than 2,048, all have this. */
export const largestSide = 8192;

/**
 * The routes to try, best first. Known defects are avoided beforehand rather than waited for: a decoder that is wrong does
 * not fail.
 * @throws PixelError when no route can lead anywhere
 */
export function chooseRoutes(facts: PixelFacts, jpeg: JpegHeader | null): readonly Route[] {
  const { transferSyntax, bitsAllocated, samplesPerPixel } = facts;
  if (video.test(transferSyntax)) throw new PixelError('video');
  if (facts.rows > largestSide || facts.columns > largestSide) throw new PixelError('too-large');
  if (samplesPerPixel > 1 && bitsAllocated > 16) throw new PixelError('format');
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3) throw new PixelError('format');
  if (samplesPerPixel > 1 && bitsAllocated > 8 && facts.encapsulated) {
    if (onlyHere.test(transferSyntax)) throw new PixelError('format');
    return ['recoded', 'rendered'];
  }
  if (onlyHere.test(transferSyntax)) return ['browser', 'rendered'];
  if (inexactHere.has(transferSyntax) || transferSyntax === bigEndian) return ['recoded', 'rendered'];
  if (!decodable.has(transferSyntax)) return ['recoded', 'rendered'];
  if (needsJpegHeader(facts) && !browserDecodes(facts, jpeg)) return ['recoded', 'rendered'];
  return facts.encapsulated ? ['browser', 'recoded', 'rendered'] : ['browser', 'rendered'];
}

/** Whether the routes depend on what the compressed stream says about itself. */
export const needsJpegHeader = ({ transferSyntax, encapsulated }: PixelFacts): boolean =>
  encapsulated && (transferSyntax === jpegBaseline || jpegLossless.has(transferSyntax));

/** Files lie about their compression, and a decoder that is given another one makes noise without failing. */
function browserDecodes(
  { transferSyntax, samplesPerPixel, photometric }: PixelFacts,
  jpeg: JpegHeader | null,
): boolean {
  if (!jpeg) return false;
  if (transferSyntax !== jpegBaseline) return jpeg.coding === 'lossless';
  if (jpeg.coding !== 'baseline' || jpeg.precision !== 8) return false;
  // The browser goes by the stream's markers, DICOM by the photometric interpretation: only where they agree is it right.
  return samplesPerPixel === 1 || (photometric === 'RGB') === (jpeg.colour === 'rgb');
}
