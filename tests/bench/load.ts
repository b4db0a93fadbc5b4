import { readFileSync } from 'node:fs';
import { RawConnection } from '../stack/raw-connection.ts';

/** One side of a comparison: who asks which Orthanc, and for what. */
export interface Side {
  name: string;
  url: string;
  /** Of the Orthanc, whose processor time is counted. */
  pid: number;
  /** Whole requests, asked for in turn. */
  requests: Buffer[];
}

export interface Round {
  perSecond: number;
  /** Processor time of Orthanc per request, µs. */
  cpuMicros: number;
}

const connectionCount = 8;

/** Connections that stay open for a round, as those of a viewer do. */
export class Load {
  readonly side: Side;
  readonly #connections: RawConnection[];
  #next = 0;

  constructor(side: Side, connections = connectionCount) {
    this.side = side;
    this.#connections = Array.from({ length: connections }, () => new RawConnection(side.url));
  }

  /**
   * Sends so many requests over all connections.
   * @throws Error for an answer that is not 200
   */
  async run(count: number): Promise<Round> {
    let left = count;
    // While other sides had their turn, the server may have closed them, and say so just as they are used.
    this.close();
    const cpuBefore = readProcessorSeconds(this.side.pid);
    const begun = performance.now();
    await Promise.all(
      this.#connections.map(async (connection) => {
        while (left > 0) {
          left -= 1;
          await this.#sendNext(connection);
        }
      }),
    );
    const seconds = (performance.now() - begun) / 1000;
    const cpuSeconds = readProcessorSeconds(this.side.pid) - cpuBefore;
    return { perSecond: count / seconds, cpuMicros: (cpuSeconds / count) * 1e6 };
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }

  async #sendNext(connection: RawConnection): Promise<void> {
    const { requests, name } = this.side;
    const request = requests[this.#next % requests.length];
    this.#next += 1;
    if (request === undefined) throw new Error('nothing to ask');
    const { status } = await connection.send(request);
    if (status !== 200) {
      throw new Error(`${name}: ${status} for ${request.toString('latin1').split('\r\n', 1)[0]}`);
    }
  }
}

/** Linux counts in hundredths of a second, whatever the machine (`getconf CLK_TCK`). */
const ticksPerSecond = 100;

/** User and system time of a process and all its threads so far. */
export function readProcessorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // After the name, which may hold anything: state, ppid, … utime and stime are the 12th and 13th.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
