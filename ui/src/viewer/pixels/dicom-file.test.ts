import { expect, test } from 'vitest';
import { parseDicomFile } from './dicom-file.ts';

/** An explicit little endian element with a short length. */
function element(group: number, number: number, vr: string, value: string | Uint8Array): Uint8Array {
  const bytes =
    typeof value === 'string'
      ? new TextEncoder().encode(value.padEnd(value.length + (value.length % 2), '\0'))
      : value;
  const head = new Uint8Array(8);
  const view = new DataView(head.buffer);
  view.setUint16(0, group, true);
  view.setUint16(2, number, true);
  head.set(new TextEncoder().encode(vr), 4);
  view.setUint16(6, bytes.length, true);
  return join(head, bytes);
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const preamble = join(new Uint8Array(128), new TextEncoder().encode('DICM'));
const content = join(element(0x0008, 0x0018, 'UI', '1.2.3'), element(0x0010, 0x0020, 'LO', 'PATIENT'));
function meta(syntax: string): Uint8Array {
  const rest = element(0x0002, 0x0010, 'UI', syntax);
  return join(element(0x0002, 0x0000, 'UL', new Uint8Array(Uint32Array.of(rest.length).buffer)), rest);
}
const patientOf = async (file: Uint8Array<ArrayBuffer>, stored: string | null = null) =>
  (await parseDicomFile(file, stored)).string('x00100020');

test('ordinary files are parsed', async () => {
  expect(await patientOf(join(preamble, meta('1.2.840.10008.1.2.1'), content))).toBe('PATIENT');
});

test('deflated files are inflated', async () => {
  const deflated = new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const body = new Uint8Array(await new Response(deflated).arrayBuffer());
  expect(await patientOf(join(preamble, meta('1.2.840.10008.1.2.1.99'), body))).toBe('PATIENT');
});

test('files without preamble are parsed, with or without group 2', async () => {
  expect(await patientOf(join(meta('1.2.840.10008.1.2.1'), content))).toBe('PATIENT');
  const bare = join(content, element(0x0010, 0x4000, 'LT', 'x'.repeat(200)));
  expect(await patientOf(bare, '1.2.840.10008.1.2.1')).toBe('PATIENT');
});

test('what is not DICOM is refused with a reason', async () => {
  await expect(parseDicomFile(new TextEncoder().encode('<html>'.repeat(100)), null)).rejects.toMatchObject({
    reason: 'unreadable',
  });
});
