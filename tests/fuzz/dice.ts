import { createRandom } from '../../tools/demo/random.mjs';

/** Chance that can be repeated: the same seed throws the same. */
export class Dice {
  readonly #next: () => number;

  /** @param turn of the run: each request has dice of its own, so that it can be made again without the others */
  constructor(seed: number, turn: number) {
    this.#next = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(turn + 1, 0x85ebca6b));
    this.#next();
  }

  /** From 0 to `limit`, exclusive. */
  integer(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** Some of them, possibly more than once. */
  some<T>(items: readonly T[], most: number): T[] {
    return Array.from({ length: this.integer(most + 1) }, () => this.pick(items));
  }
}
