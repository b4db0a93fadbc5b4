import type pg from 'pg';
import type { Logger } from 'pino';

/** A connection that a firewall has forgotten, or whose server hangs, says nothing by itself. */
const usualHeartbeatMs = 5_000;
const reconnectMs = 1_000;

/** Rings whenever PostgreSQL says that there are new revocations. */
export interface Bell {
  /** How often it has rung. */
  readonly rings: number;
  /** False while there is no connection to hear it by: whoever waits must look by himself. */
  readonly isHeard: boolean;
  readonly isDismissed: boolean;
  /** Waits until it has rung more than `rings` times, for `ms` at most or until `signal`. */
  wait(rings: number, ms: number, signal: AbortSignal): Promise<void>;
  /** Ends all waiting, now and from now on. */
  dismiss(): void;
  close(): Promise<void>;
}

/** Listens, from the first wait on, on one connection for the whole process, and connects again when it is lost. */
export function createBell(makeClient: () => pg.Client, log: Logger, heartbeatMs = usualHeartbeatMs): Bell {
  const closed = new AbortController();
  const waiting = new Set<() => void>();
  let rings = 0;
  let isHeard = false;
  let isDismissed = false;
  let listening: Promise<void> | undefined;

  const ring = () => {
    rings += 1;
    for (const wake of [...waiting]) wake();
  };

  const setHeard = (heard: boolean) => {
    if (heard === isHeard) return;
    isHeard = heard;
    // Whoever waits must change the way he waits, and look for what was said while nobody listened.
    ring();
  };

  const dismiss = () => {
    isDismissed = true;
    ring();
  };

  async function keepListening(): Promise<void> {
    let isFirstFailure = true;
    while (!closed.signal.aborted) {
      const client = makeClient();
      try {
        await listen(client, {
          signal: closed.signal,
          heartbeatMs,
          ring,
          begin() {
            isFirstFailure = true;
            setHeard(true);
          },
        });
      } catch (error) {
        if (isFirstFailure) log.warn({ err: error }, 'cannot listen for revocations');
        isFirstFailure = false;
      }
      setHeard(false);
      // Does not wait for a server that hangs.
      client.end().catch(() => {});
      await sleep(reconnectMs, closed.signal);
    }
  }

  return {
    get rings() {
      return rings;
    },
    get isHeard() {
      return isHeard;
    },
    get isDismissed() {
      return isDismissed;
    },
    async wait(known, ms, signal) {
      if (rings !== known || signal.aborted || isDismissed) return;
      listening ??= keepListening();
      await new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      });
    },
    dismiss,
    async close() {
      dismiss();
      closed.abort();
      await listening;
    },
  };
}

interface Listening {
  signal: AbortSignal;
  heartbeatMs: number;
  begin(): void;
  ring(): void;
}

/** Listens until the connection is lost or `signal`. @throws what it was lost by */
async function listen(client: pg.Client, { signal, heartbeatMs, begin, ring }: Listening): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  const lost = new Promise<never>((_resolve, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('Connection terminated')));
  });
  // It may be lost before anybody waits for it below.
  lost.catch(end);
  client.on('notification', ring);
  try {
    await client.connect();
    await client.query('listen revocations');
    begin();
    while (!over.signal.aborted) {
      await sleep(heartbeatMs, over.signal);
      if (!over.signal.aborted) await client.query('select 1');
    }
    if (!signal.aborted) await lost;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
