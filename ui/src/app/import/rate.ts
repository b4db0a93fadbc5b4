const windowMilliseconds = 5000;

/** Bytes per second over the last five seconds: steady enough to read, quick to follow a change. */
export class RateMeter {
  #samples: { at: number; bytes: number }[] = [];

  /** @param bytes sent since the beginning; may step back when a file has to be sent again */
  record(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - (this.#samples[1]?.at ?? at) >= windowMilliseconds)
      this.#samples.shift();
  }

  /** Null until two samples are at least a quarter of a second apart. */
  bytesPerSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < 250) return null;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }

  reset(): void {
    this.#samples = [];
  }
}
