import { type Signal, signal } from '@preact/signals';
import { type FoundFile, reasonToSkip } from './collect.ts';
import { RateMeter } from './rate.ts';
import { type Reason, readReply } from './reply.ts';
import type { SendFile } from './send-file.ts';

export type ItemState = 'waiting' | 'sending' | 'stored' | 'known' | 'refused' | 'ignored' | 'cancelled';

export interface ImportItem {
  readonly path: string;
  readonly file: File;
  state: ItemState;
  reason?: Reason;
  sentBytes: number;
}

/**
 * `network`: no answer, tried again by itself. `session` and `refused`: a person has to do something, then resume.
 */
export type Phase = 'idle' | 'running' | 'paused' | 'network' | 'session' | 'refused' | 'done';

export interface Progress {
  phase: Phase;
  counts: Record<ItemState, number>;
  total: number;
  bytes: number;
  totalBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

export interface Arrival {
  study: string;
  stored: number;
  known: number;
}

interface Options {
  send: SendFile;
  /** Called when the server denied a file: has the session ended, or is a right missing? */
  whyDenied: () => Promise<'session' | 'refused'>;
  parallel?: number;
  now?: () => number;
  /** Calls back after a while; returns how to forget about it. */
  later?: (run: () => void, milliseconds: number) => () => void;
}

const retryDelays = [1000, 2000, 4000, 8000, 15_000, 30_000];
const publishEvery = 200;

const noCounts = (): Record<ItemState, number> => ({
  waiting: 0,
  sending: 0,
  stored: 0,
  known: 0,
  refused: 0,
  ignored: 0,
  cancelled: 0,
});

/**
 * Sends files several at a time. A file that fails does not stop the others; an obstacle on the way (no network, session ended)
 * puts the file back and halts all of them until it is gone.
 */
export class ImportQueue {
  readonly items: ImportItem[] = [];
  readonly arrivals = new Map<string, Arrival>();
  readonly progress: Signal<Progress>;

  readonly #options: Required<Options>;
  readonly #waiting: ImportItem[] = [];
  readonly #sending = new Map<ImportItem, AbortController>();
  readonly #rate = new RateMeter();
  readonly #counts = noCounts();
  #phase: Phase = 'idle';
  #settledBytes = 0;
  #totalBytes = 0;
  #failures = 0;
  #forgetRetry = () => {};
  #publishing = false;

  constructor(options: Options) {
    this.#options = {
      parallel: 4,
      now: () => performance.now(),
      later: (run, milliseconds) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      ...options,
    };
    this.progress = signal(this.#snapshot());
  }

  /** Adds files and starts, unless a person paused. */
  add(files: FoundFile[]): void {
    for (const found of files) {
      const skip = reasonToSkip(found);
      const item: ImportItem = {
        ...found,
        state: skip ? 'ignored' : 'waiting',
        sentBytes: 0,
        ...(skip ? { reason: { text: skip } } : {}),
      };
      this.items.push(item);
      this.#counts[item.state] += 1;
      if (skip) continue;
      this.#waiting.push(item);
      this.#totalBytes += found.file.size;
    }
    if (this.#phase === 'idle' || this.#phase === 'done') this.#phase = 'running';
    this.#advance();
    this.#publish();
  }

  pause(): void {
    this.#halt('paused');
  }

  /** Goes on after a pause, or tries again at once after an obstacle. */
  resume(): void {
    if (this.#phase === 'idle' || this.#phase === 'done' || this.#phase === 'running') return;
    this.#forgetRetry();
    this.#phase = 'running';
    this.#rate.reset();
    this.#advance();
    this.#publish();
  }

  /** Gives up what is not stored yet. */
  cancel(): void {
    this.#halt('done');
    for (const item of this.#waiting.splice(0)) this.#move(item, 'cancelled');
    this.#publish();
  }

  /** Forgets a finished import. */
  clear(): void {
    if (this.#phase !== 'done') return;
    this.items.length = 0;
    this.arrivals.clear();
    Object.assign(this.#counts, noCounts());
    this.#settledBytes = 0;
    this.#totalBytes = 0;
    this.#failures = 0;
    this.#rate.reset();
    this.#phase = 'idle';
    this.#publish();
  }

  #advance(): void {
    if (this.#phase !== 'running') return;
    while (this.#sending.size < this.#options.parallel) {
      const item = this.#waiting.shift();
      if (!item) break;
      void this.#deliver(item);
    }
    if (this.#sending.size === 0) this.#phase = 'done';
  }

  async #deliver(item: ImportItem): Promise<void> {
    const controller = new AbortController();
    this.#sending.set(item, controller);
    this.#move(item, 'sending');
    const reply = await this.#options.send(item.file, {
      signal: controller.signal,
      onProgress: (bytes) => {
        item.sentBytes = bytes;
        this.#publish();
      },
    });
    this.#sending.delete(item);
    // Halted meanwhile: halting has put the file back.
    if (controller.signal.aborted) return;
    const outcome =
      reply === 'unreadable'
        ? { state: 'refused' as const, reason: { text: 'unreadable' as const }, images: [] }
        : readReply(reply.status, reply.body);
    if (outcome === 'network' || outcome === 'denied') {
      this.#putBack(item);
      await this.#face(outcome);
      return;
    }
    this.#failures = 0;
    if (outcome.reason) item.reason = outcome.reason;
    this.#move(item, outcome.state);
    for (const { study, stored } of outcome.images) {
      const arrival = this.arrivals.get(study) ?? { study, stored: 0, known: 0 };
      arrival[stored ? 'stored' : 'known'] += 1;
      this.arrivals.set(study, arrival);
    }
    this.#advance();
    this.#publish();
  }

  async #face(obstacle: 'network' | 'denied'): Promise<void> {
    // Files in flight meet the same obstacle: one of them is enough to deal with it.
    if (this.#phase !== 'running') return;
    if (obstacle === 'denied') {
      this.#halt('session');
      const why = await this.#options.whyDenied();
      // Resumed or cancelled while asking: then the answer no longer matters.
      if (this.#is('session')) this.#phase = why;
    } else {
      this.#halt('network');
      const delay = retryDelays[Math.min(this.#failures, retryDelays.length - 1)] ?? 0;
      this.#failures += 1;
      this.#forgetRetry = this.#options.later(() => this.resume(), delay);
    }
    this.#publish();
  }

  #halt(phase: Phase): void {
    if (this.#phase === 'idle' || this.#phase === 'done') return;
    this.#forgetRetry();
    this.#phase = phase;
    for (const [item, controller] of [...this.#sending]) {
      controller.abort();
      this.#sending.delete(item);
      this.#putBack(item);
    }
    this.#publish();
  }

  #is(phase: Phase): boolean {
    return this.#phase === phase;
  }

  #putBack(item: ImportItem): void {
    this.#move(item, 'waiting');
    this.#waiting.unshift(item);
  }

  #move(item: ImportItem, state: ItemState): void {
    this.#counts[item.state] -= 1;
    this.#counts[state] += 1;
    item.state = state;
    item.sentBytes = 0;
    if (state === 'stored' || state === 'known' || state === 'refused') this.#settledBytes += item.file.size;
  }

  /** Tells the pages, at most five times a second: there may be tens of thousands of files. */
  #publish(): void {
    if (this.#publishing) return;
    this.#publishing = true;
    const publish = () => {
      this.#publishing = false;
      this.progress.value = this.#snapshot();
    };
    this.#options.later(publish, publishEvery);
  }

  #snapshot(): Progress {
    let bytes = this.#settledBytes;
    for (const item of this.#sending.keys()) bytes += item.sentBytes;
    if (this.#phase === 'running') this.#rate.record(this.#options.now(), bytes);
    const rate = this.#phase === 'running' ? this.#rate.bytesPerSecond() : null;
    return {
      phase: this.#phase,
      counts: { ...this.#counts },
      total: this.items.length,
      bytes,
      totalBytes: this.#totalBytes,
      bytesPerSecond: rate,
      secondsLeft: rate ? (this.#totalBytes - bytes) / rate : null,
    };
  }
}
