/**
 * Like Promise.all, but waits for the others also when one fails, so that nothing goes on behind the report of a failure.
 * @template {readonly unknown[]} T
 * @param {T} works
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
export async function allOf(works) {
  const outcomes = await Promise.allSettled(works);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return /** @type {any} */ (
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined))
  );
}
