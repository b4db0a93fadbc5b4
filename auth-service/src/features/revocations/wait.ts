import type { Bell } from './bell.ts';
import type { Revocations } from './store.ts';

/** How often to look while the bell is not heard. */
const lookMs = 1_000;

interface Waiting {
  after: string | null;
  ms: number;
  /** Ends the waiting at once. */
  signal: AbortSignal;
}

/** Reads what was revoked after a number as soon as there is something, or in the end that there is nothing. */
export async function waitForRevocations(
  read: (after: string | null) => Promise<Revocations>,
  bell: Bell,
  { after, ms, signal }: Waiting,
): Promise<Revocations> {
  const deadline = Date.now() + ms;
  for (;;) {
    // Before reading: what comes in between must end the waiting.
    const { rings } = bell;
    const found = await read(after);
    const left = deadline - Date.now();
    const isOver = left <= 0 || signal.aborted || bell.isDismissed;
    if (found.all || found.sequence !== after || isOver) return found;
    await bell.wait(rings, bell.isHeard ? left : Math.min(left, lookMs), signal);
  }
}
