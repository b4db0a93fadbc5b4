import { connect } from 'node:net';
import { HungUp, RawConnection } from '../stack/raw-connection.ts';
import type { Outcome } from './judge.ts';
import type { Attack } from './requests.ts';

const idleMs = 300;
const longestMs = 4000;

/** The way to one server: ordinary requests share a kept-alive connection, odd ones have one of their own. */
export class Wire {
  readonly #url: string;
  readonly #connection: RawConnection;

  constructor(url: string) {
    this.#url = url;
    this.#connection = new RawConnection(url);
  }

  async send({ bytes, isOdd }: Pick<Attack, 'bytes' | 'isOdd'>): Promise<Outcome> {
    const begun = performance.now();
    if (isOdd) return sendAlone(this.#url, bytes);
    const text = await this.#ask(bytes);
    return { statuses: readStatuses(text), text, millis: performance.now() - begun };
  }

  close(): void {
    this.#connection.close();
  }

  /** A server may close an idle connection just when we use it: only the second time it means something. */
  async #ask(bytes: Buffer): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { head, body } = await this.#connection.send(bytes, { keepBody: true, patienceMs: 15_000 });
        return `${head}\r\n\r\n${body?.toString('latin1')}`;
      } catch (error) {
        if (!(error instanceof HungUp)) throw error;
        if (attempt === 2) return '';
      }
    }
  }
}

/** Sends and takes whatever comes until nothing comes any more: the answers to a request and to what may be taken for a second. */
function sendAlone(url: string, bytes: Buffer): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const begun = performance.now();
    const socket = connect({ host: hostname, port: Number(port), noDelay: true }, () => socket.write(bytes));
    const limit = setTimeout(() => socket.destroy(), longestMs);
    let lastMs = 0;
    socket.on('data', (data) => {
      parts.push(data);
      lastMs = performance.now() - begun;
      // What is slow is the first byte; after that a pause is the end.
      socket.setTimeout(idleMs);
    });
    socket.setTimeout(longestMs / 4);
    socket.on('timeout', () => socket.destroy());
    socket.on('end', () => socket.destroy());
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(limit);
      const text = Buffer.concat(parts).toString('latin1');
      resolve({ statuses: readStatuses(text), text, millis: lastMs });
    });
  });
}

function readStatuses(text: string): number[] {
  const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3}) /g)].map(([, status]) => Number(status));
  return statuses.length === 0 ? [0] : statuses.filter((status) => status !== 100);
}
