import { type DataSet, parseDicom, readPart10Header } from 'dicom-parser';
import { PixelError } from './pixel-error.ts';

export const explicitLittleEndian = '1.2.840.10008.1.2.1';
const deflated = '1.2.840.10008.1.2.1.99';

/**
 * Parses a DICOM file. Files without preamble are read by the transfer syntax that the archive found (parsers of the
 * library refuse them), deflated ones are inflated first.
 * @throws PixelError `unreadable`
 */
export async function parseDicomFile(
  bytes: Uint8Array<ArrayBuffer>,
  storedSyntax: string | null,
): Promise<DataSet> {
  try {
    if (hasPreamble(bytes)) {
      const meta = readPart10Header(bytes);
      if (meta.string('x00020010')?.trim() !== deflated) return parseDicom(bytes);
      const whole = await inflate(bytes, endOfMetaInformation(bytes));
      return parseDicom(bytes, { inflater: () => whole });
    }
    // Group 2 without the 132 bytes before it: give them back.
    if (bytes[0] === 2 && bytes[1] === 0) return await parseDicomFile(withPreamble(bytes), storedSyntax);
    const bare = parseDicom(bytes, { TransferSyntaxUID: storedSyntax || '1.2.840.10008.1.2' });
    // Almost any bytes can be read as elements: only an object has a SOP Instance UID.
    if (!bare.elements.x00080018) throw new PixelError('unreadable');
    return bare;
  } catch (error) {
    throw new PixelError('unreadable', error);
  }
}

function hasPreamble(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM';
}

function withPreamble(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes.length + 132);
  whole.set(new TextEncoder().encode('DICM'), 128);
  whole.set(bytes, 132);
  return whole;
}

/** Group 2 is explicit little endian and begins with its own length, (0002,0000) UL: PS3.10 section 7.1. */
function endOfMetaInformation(bytes: Uint8Array<ArrayBuffer>): number {
  return 144 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(140, true);
}

/** The file with everything after `start` inflated (raw deflate, PS3.5 A.5). */
async function inflate(bytes: Uint8Array<ArrayBuffer>, start: number): Promise<Uint8Array> {
  const stream = new Blob([bytes.subarray(start)])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  const inflated = new Uint8Array(await new Response(stream).arrayBuffer());
  const whole = new Uint8Array(start + inflated.length);
  whole.set(bytes.subarray(0, start));
  whole.set(inflated, start);
  return whole;
}
