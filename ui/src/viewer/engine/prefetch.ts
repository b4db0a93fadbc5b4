import { cache } from '@cornerstonejs/core';
import { prefetchBytes } from './library.ts';
import { loadImage } from './load-image.ts';
import { nearestFirst } from './nearest-first.ts';

/** Downloads that run beside the one the reader waits for. */
const lanes = 2;

/** Loads the images around the shown one, nearest first, as far as memory allows. */
export class Prefetcher {
  #imageIds: readonly string[] = [];
  #queue: string[] = [];
  #running = 0;
  #generation = 0;

  /** Starts over around an image. */
  around(imageIds: readonly string[], index: number): void {
    this.#imageIds = imageIds;
    this.#queue = nearestFirst(imageIds, index).slice(0, this.#reach(index));
    this.#generation += 1;
    while (this.#running < lanes && this.#queue.length > 0) void this.#run(this.#generation);
  }

  stop(): void {
    this.#queue = [];
    this.#generation += 1;
  }

  /** How many images fit, judged by the shown one. */
  #reach(index: number): number {
    const shown = cache.getImage(this.#imageIds[index] ?? '');
    return shown ? Math.floor(prefetchBytes / Math.max(1, shown.sizeInBytes)) : lanes;
  }

  async #run(generation: number): Promise<void> {
    this.#running += 1;
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
        // A failure is shown when the reader gets there; until then it must not stop the others.
        await loadImage(next).catch(() => null);
        if (generation !== this.#generation) break;
      }
    } finally {
      this.#running -= 1;
      if (generation !== this.#generation && this.#queue.length > 0) void this.#run(this.#generation);
    }
  }
}
