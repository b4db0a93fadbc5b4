/** What a JPEG stream itself says about its colours: luminance and chrominance, RGB, or nothing. */
export type JpegColour = 'ybr' | 'rgb' | 'unsaid';

/**
 * Reads the markers that a browser's decoder goes by: JFIF means YBR (its specification), Adobe's APP14 says which, component
 * names R, G, B mean RGB. Without any of them a decoder takes YBR for granted, whatever the DICOM header says.
 */
export function readJpegColour(jpeg: Uint8Array): JpegColour {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let colour: JpegColour = 'unsaid';
  for (let at = 2; at + 4 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    const name = String.fromCharCode(...jpeg.subarray(at + 4, at + 9));
    if (marker === 0xe0 && name.startsWith('JFIF')) return 'ybr';
    if (marker === 0xee && name === 'Adobe' && at + 16 <= view.byteLength) {
      colour = view.getUint8(at + 15) === 0 ? 'rgb' : 'ybr';
    }
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrameHeader) return colour === 'unsaid' && namesRgb(view, at) ? 'rgb' : colour;
    if (marker === 0xda) break;
    at += 2 + length;
  }
  return colour;
}

/** SOFn: length, precision, lines, samples, number of components, then 3 bytes for each, its identifier first. */
function namesRgb(view: DataView, at: number): boolean {
  if (at + 19 > view.byteLength || view.getUint8(at + 9) !== 3) return false;
  return [10, 13, 16].map((offset) => String.fromCharCode(view.getUint8(at + offset))).join('') === 'RGB';
}
