import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

describe.each(['address', 'thread'] as const)('under the %s sanitizer', (build) => {
  let host: Harness;
  beforeAll(async () => {
    host = await startHarness(build);
  }, 600_000);

  afterAll(async () => {
    expect(await host.quit()).toEqual({ code: 0, errors: '' });
  }, 60_000);

  test('many threads with stacks of 100 KB filter, route, cache and nest', async () => {
    expect(await host.threads(50, 20, '/busy')).toMatchObject({ allowed: 1000, answered: 1000 });
    expect(await host.threads(8, 5, '/nested/12')).toMatchObject({ allowed: 40, answered: 40 });
  }, 120_000);

  test('background work begins with Orthanc, outlives its own errors and stops at once', async () => {
    const value = async (source: string) => (await host.evaluate(source)).value;
    expect(await value(`orthanc.cache.get('ticks')`)).toBeUndefined();
    await host.signal('started');
    await expect.poll(() => value(`Number(orthanc.cache.get('ticks') ?? 0) > 2`)).toBe(true);

    await value(`orthanc.cache.set('background', 'throw', 60000)`);
    await expect.poll(() => host.log()).toContainEqual(expect.stringMatching(/background failure/));
    await value(`orthanc.cache.delete('background')`);
    const before = Number(await value(`orthanc.cache.get('ticks')`));
    await expect.poll(() => value(`Number(orthanc.cache.get('ticks'))`)).toBeGreaterThan(before);

    expect(await value(`orthanc.sleep(1)`)).toBeUndefined();

    // An endless loop would go on for seconds: stopping cuts it short.
    await value(`orthanc.cache.set('background', 'loop', 60000)`);
    const seen = Number(await value(`orthanc.cache.get('ticks')`));
    await host.signal('stopped');
    expect(Number(await value(`orthanc.cache.get('ticks')`))).toBeLessThanOrEqual(seen + 1);
    expect(await host.log()).not.toContainEqual(expect.stringMatching(/took too long/));
    expect(await host.evaluate(`orthanc.sleep(1000)`)).toEqual({ error: 'Orthanc is stopping' });
  }, 60_000);
});

test('memory stays flat however many requests are served, and however large one was', async () => {
  const host = await startHarness('product');
  const value = async (source: string) => (await host.evaluate(source)).value;
  await value('globalThis.mark = 1');
  expect(await value('globalThis.mark')).toBe(1);
  expect(await value('Array.from({ length: 100_000 }, (_, number) => ({ number })).length')).toBe(100_000);
  expect(await value('globalThis.mark')).toBeUndefined();
  await host.threads(16, 500, '/busy');
  const before = await host.threads(16, 500, '/busy');
  const after = await host.threads(16, 2500, '/busy');
  await host.quit();
  expect(after.residentKb - before.residentKb).toBeLessThan(4096);
}, 600_000);
