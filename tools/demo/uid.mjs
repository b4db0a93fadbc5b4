import { createHash } from 'node:crypto';

/**
 * The UID of a demo object: always the same for the same name, so that a second import adds nothing and the demo can be found
 * again. A UUID-derived UID (DICOM PS3.5 B.2) of a name-based UUID (RFC 9562, version 8).
 * @param {string} name
 * @returns {string} such as `2.25.329800735698586629295641978511506172918`
 */
export function demoUid(name) {
  const bytes = createHash('sha256').update(`sgim-demo/${name}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}
