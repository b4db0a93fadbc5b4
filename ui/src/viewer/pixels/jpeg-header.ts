/** What a JPEG stream says about itself (ISO/IEC 10918-1 annex B), which is not always what the DICOM file says. */
export interface JpegHeader {
  /** The coding: `baseline` stands for all sequential and progressive lossy ones that a browser can decode. */
  readonly coding: 'baseline' | 'lossless' | 'other';
  /** Bits of a sample. */
  readonly precision: number;
  /** Luminance and chrominance, RGB, or nothing. */
  readonly colour: 'ybr' | 'rgb' | 'unsaid';
}

const startOfFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * Reads the markers up to the frame header. The colours are those that a browser's decoder goes by: JFIF means YBR (its
 * specification), Adobe's APP14 says which, component names R, G, B mean RGB. Without any of them a decoder takes YBR for
 * granted, whatever the DICOM header says.
 *
 * @returns null when there is no frame header
 */
export function readJpegHeader(jpeg: Uint8Array): JpegHeader | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let colour: JpegHeader['colour'] = 'unsaid';
  let isJfif = false;
  for (let at = 2; at + 5 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (startOfFrame(marker)) {
      if (colour === 'unsaid' && namesRgb(view, at)) colour = 'rgb';
      const coding = marker <= 0xc2 ? 'baseline' : marker === 0xc3 ? 'lossless' : 'other';
      return { coding, precision: view.getUint8(at + 4), colour: isJfif ? 'ybr' : colour };
    }
    const name = String.fromCharCode(...jpeg.subarray(at + 4, at + 9));
    if (marker === 0xe0 && name.startsWith('JFIF')) isJfif = true;
    if (marker === 0xee && name === 'Adobe' && at + 16 <= view.byteLength) {
      colour = view.getUint8(at + 15) === 0 ? 'rgb' : 'ybr';
    }
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

/** SOFn: length, precision, lines, samples, number of components, then 3 bytes for each, its identifier first. */
function namesRgb(view: DataView, at: number): boolean {
  if (at + 19 > view.byteLength || view.getUint8(at + 9) !== 3) return false;
  return [10, 13, 16].map((offset) => String.fromCharCode(view.getUint8(at + offset))).join('') === 'RGB';
}
