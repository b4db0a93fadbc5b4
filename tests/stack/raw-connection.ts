import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** The status line and the header lines as they came. */
  head: string;
  /** Undefined unless it was asked for. */
  body: Buffer | undefined;
  /** How many bytes the body had. */
  bodyBytes: number;
}

/** Whoever hung up did so before the answer was whole. */
export class HungUp extends Error {
  override name = 'HungUp';
}

interface Waiting {
  keepBody: boolean;
  resolve: (answer: RawAnswer) => void;
  reject: (error: Error) => void;
}

/** Where the end of a body is: after so many bytes, after its last chunk, or where the connection ends. */
type Framing = number | 'chunked' | 'until-closed';

const lineEnd = '\r\n';
const lastChunk = '\r\n0\r\n\r\n';

/**
 * One kept-alive HTTP/1.1 connection that sends bytes as they are given: no client in between tidies them up, and little
 * time goes to the client when the server is measured. One request at a time; it connects again when the server has closed.
 */
export class RawConnection {
  readonly #host: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #waiting: Waiting | undefined;
  #head = Buffer.alloc(0);
  #answer: RawAnswer | undefined;
  #framing: Framing = 0;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** The tail of what has arrived: where the last chunk is recognised. */
  #tail = lineEnd;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  /**
   * Sends a whole request and waits for the whole answer.
   * @throws {HungUp} when the connection ends before
   */
  send(request: Buffer | string, { keepBody = false, patienceMs = 30_000 } = {}): Promise<RawAnswer> {
    if (this.#waiting !== undefined) throw new Error('a request is under way');
    return new Promise((resolve, reject) => {
      const socket = this.#socket ?? this.#connect();
      this.#waiting = { keepBody, resolve, reject };
      socket.setTimeout(patienceMs);
      socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #connect(): Socket {
    // The callback reads from one buffer again and again: half a megabyte per answer is not worth allocating.
    const socket = connect({
      host: this.#host,
      port: this.#port,
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(128 * 1024),
        callback: (size, buffer) => {
          if (this.#socket === socket) this.#read(Buffer.from(buffer.buffer, buffer.byteOffset, size));
          return true;
        },
      },
    });
    this.#socket = socket;
    this.#reset();
    socket.on('timeout', () => socket.destroy(new HungUp('no answer in time')));
    let cause: Error | undefined;
    socket.on('error', (error) => {
      cause = error;
    });
    socket.on('end', () => socket.destroy());
    // Without a reader there is no `end`.
    socket.resume();
    socket.on('close', () => this.#socket === socket && this.#closed(cause));
    return socket;
  }

  #reset(): void {
    this.#head = Buffer.alloc(0);
    this.#answer = undefined;
    this.#parts = [];
    this.#bytes = 0;
    this.#tail = lineEnd;
  }

  #closed(cause: Error | undefined): void {
    this.#socket = undefined;
    if (this.#answer !== undefined && this.#framing === 'until-closed') {
      this.#finish();
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(new HungUp('the connection was closed', { cause }));
  }

  #read(data: Buffer): void {
    // More than was asked for: whatever it is, it must not pass for the next answer.
    if (this.#waiting === undefined) {
      this.close();
      return;
    }
    if (this.#answer !== undefined) {
      this.#readBody(data);
      return;
    }
    this.#head = this.#head.length === 0 ? Buffer.from(data) : Buffer.concat([this.#head, data]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = this.#head.toString('latin1', 0, end);
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
    // "100 Continue" announces the answer proper.
    if (status === 100) {
      const rest = this.#head.subarray(end + 4);
      this.#head = Buffer.alloc(0);
      if (rest.length > 0) this.#read(rest);
      return;
    }
    this.#answer = { status, head, body: undefined, bodyBytes: 0 };
    this.#framing = findFraming(status, head);
    this.#readBody(this.#head.subarray(end + 4));
  }

  #readBody(data: Buffer): void {
    this.#bytes += data.length;
    if (this.#waiting?.keepBody && data.length > 0) this.#parts.push(Buffer.from(data));
    if (this.#framing === 'chunked') {
      this.#tail = (this.#tail + data.toString('latin1', Math.max(0, data.length - 7))).slice(-7);
      if (this.#tail === lastChunk) this.#finish();
    } else if (this.#framing !== 'until-closed' && this.#bytes >= this.#framing) this.#finish();
  }

  #finish(): void {
    const waiting = this.#waiting;
    const answer = this.#answer;
    if (waiting === undefined || answer === undefined) return;
    answer.bodyBytes = this.#bytes;
    if (waiting.keepBody) answer.body = Buffer.concat(this.#parts);
    const isOver = /^connection:\s*close/im.test(answer.head);
    this.#waiting = undefined;
    this.#reset();
    if (isOver) this.close();
    waiting.resolve(answer);
  }
}

/** RFC 9112 § 6.3, as far as Orthanc needs it. */
function findFraming(status: number, head: string): Framing {
  if (status === 204 || status === 304) return 0;
  if (/^transfer-encoding:\s*chunked/im.test(head)) return 'chunked';
  const length = /^content-length:\s*(\d+)/im.exec(head)?.[1];
  return length === undefined ? 'until-closed' : Number(length);
}
