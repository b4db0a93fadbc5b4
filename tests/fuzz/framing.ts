import type { Body } from './bodies.ts';
import type { Dice } from './dice.ts';

interface Framing {
  headers: string[];
  bytes: Buffer;
}

/** As it should be. */
export function plainFraming(body: Body | undefined): Framing {
  if (body === undefined) return { headers: [], bytes: Buffer.alloc(0) };
  const type = body.type === '' ? [] : [`Content-Type: ${body.type}`];
  return { headers: [...type, `Content-Length: ${body.bytes.length}`], bytes: body.bytes };
}

/** Lengths that are missing, wrong, doubled, or told in two ways at once (RFC 9112 § 6.3). */
export function pickFraming(dice: Dice, body: Body | undefined): Framing {
  const bytes = body?.bytes ?? Buffer.from('{}');
  const { length } = bytes;
  const chunked = Buffer.concat([
    Buffer.from(`${length.toString(16)}\r\n`),
    bytes,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
  const smuggled = Buffer.from('GET /studies HTTP/1.1\r\nHost: x\r\n\r\n');
  switch (dice.integer(11)) {
    case 0:
      return { headers: ['Transfer-Encoding: chunked'], bytes: chunked };
    case 1:
      return { headers: [`Content-Length: ${length}`, 'Transfer-Encoding: chunked'], bytes: chunked };
    case 2:
      return {
        headers: ['Content-Length: 4', 'Transfer-Encoding: chunked'],
        bytes: Buffer.concat([chunked, smuggled]),
      };
    case 3:
      return { headers: ['Transfer-Encoding: xchunked', `Content-Length: ${length}`], bytes };
    case 4:
      return { headers: [], bytes };
    case 5:
      return { headers: [`Content-Length: ${length}`, 'Content-Length: 0'], bytes };
    case 6:
      return { headers: [`Content-Length: ${length + 10}`], bytes };
    case 7:
      return {
        headers: [
          `Content-Length: ${dice.pick(['-1', 'x', '', '1e3', '99999999999999999999', '0x10', '+5'])}`,
        ],
        bytes,
      };
    case 8:
      return { headers: ['Transfer-Encoding: chunked'], bytes: Buffer.from('zz\r\nabc\r\n0\r\n\r\n') };
    case 9:
      return { headers: [`Content-Length: ${length}`], bytes: Buffer.concat([bytes, smuggled]) };
    default:
      return { headers: [`Content-Length: ${length}`, 'Expect: 100-continue'], bytes };
  }
}
