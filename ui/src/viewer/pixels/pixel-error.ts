/** Why an image is not shown. Each has its sentence in the catalogue, under `viewer.reasons`. */
export type Reason =
  | 'stalled'
  | 'network'
  | 'refused'
  | 'not-found'
  | 'server'
  | 'unreadable'
  | 'no-pixels'
  | 'no-size'
  | 'too-large'
  | 'too-short'
  | 'syntax'
  | 'video'
  | 'format'
  | 'decoding'
  | 'drawing';

/** A picture that cannot be had, with the reason to show and, in `cause`, what technically happened. */
export class PixelError extends Error {
  constructor(
    readonly reason: Reason,
    cause?: unknown,
  ) {
    super(`Image not shown: ${reason}`, { cause });
    this.name = 'PixelError';
  }
}

/** Any failure as a PixelError; a library's own errors become `fallback`. */
export function asPixelError(error: unknown, fallback: Reason): PixelError {
  return error instanceof PixelError ? error : new PixelError(fallback, error);
}

/** Rejects with `stalled` when the work has not settled after `milliseconds`: decoders may never answer. */
export async function settleWithin<T>(work: PromiseLike<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PixelError('stalled')), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
