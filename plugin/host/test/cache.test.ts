import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let host: Harness;
beforeAll(async () => {
  host = await startHarness('address');
}, 600_000);

afterAll(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
}, 60_000);

const value = async (source: string) => (await host.evaluate(source)).value;

describe('what is kept', () => {
  test('is there until its time is over', async () => {
    await value(`orthanc.cache.set('k', 'é\\u0000x', 60000)`);
    expect(await value(`orthanc.cache.get('k')`)).toBe('é\0x');
    await value(`orthanc.cache.set('k', 'gone', 1)`);
    expect(
      await value(`const end = Date.now() + 5; while (Date.now() < end); orthanc.cache.get('k')`),
    ).toBeUndefined();
  });

  test.each(['0', '-1', 'NaN', '-Infinity'])('is nothing with a ttl of %s', async (ttl) => {
    await value(`orthanc.cache.set('k', 'old', 60000)`);
    expect(await value(`orthanc.cache.set('k', 'new', ${ttl}), orthanc.cache.get('k')`)).toBeUndefined();
  });

  test('may be kept for ever', async () => {
    expect(await value(`orthanc.cache.set('k', 'v', Infinity), orthanc.cache.get('k')`)).toBe('v');
  });

  test('goes by delete and by clear', async () => {
    await value(`orthanc.cache.set('a', '1', 60000), orthanc.cache.set('b', '2', 60000)`);
    expect(
      await value(`orthanc.cache.delete('a'), [orthanc.cache.get('a'), orthanc.cache.get('b')]`),
    ).toEqual([null, '2']);
    expect(await value(`orthanc.cache.clear(), orthanc.cache.get('b')`)).toBeUndefined();
  });

  test('is bounded, and what was used lately stays longest', async () => {
    const [first, kept, last] = (await value(`
      const filler = 'x'.repeat(500000);
      orthanc.cache.clear();
      orthanc.cache.set('first', 'v', 1e6);
      orthanc.cache.set('used', 'v', 1e6);
      for (let i = 0; i < 300; i++) {
        orthanc.cache.set('filler' + i, filler, 1e6);
        orthanc.cache.get('used');
      }
      ['first', 'used', 'filler299'].map((key) => orthanc.cache.get(key)?.length ?? 0)
    `)) as number[];
    expect([first, kept, last]).toEqual([0, 1, 500000]);
  }, 30_000);

  test('too large a value is not kept and pushes nothing out', async () => {
    expect(
      await value(`orthanc.cache.set('k', 'v', 1e6); orthanc.cache.set('big', 'x'.repeat(8 << 20), 1e6);
        [orthanc.cache.get('k'), orthanc.cache.get('big')]`),
    ).toEqual(['v', null]);
  });
});

describe('what has a tag', () => {
  const present = (...keys: string[]) =>
    value(`${JSON.stringify(keys)}.filter((key) => orthanc.cache.get(key) !== undefined)`);

  test('goes with its tag, and nothing else does', async () => {
    await value(`orthanc.cache.clear();
      for (let i = 0; i < 100; i++) orthanc.cache.set('a' + i, 'v', 1e6, 'alice');
      orthanc.cache.set('b', 'v', 1e6, 'bob'); orthanc.cache.set('none', 'v', 1e6)`);
    expect(
      await value(`orthanc.cache.deleteTagged('alice');
        Array.from({ length: 100 }, (_, i) => orthanc.cache.get('a' + i)).every((found) => found === undefined)`),
    ).toBe(true);
    expect(await present('b', 'none')).toEqual(['b', 'none']);
    await value(`orthanc.cache.deleteTagged('nobody')`);
    expect(await present('b', 'none')).toEqual(['b', 'none']);
  });

  test('goes with whatever its tag begins with', async () => {
    await value(`orthanc.cache.clear(); for (const tag of ['user 1', 'user 2', 'a user', 'user'])
      orthanc.cache.set(tag, 'v', 1e6, tag); orthanc.cache.set('none', 'v', 1e6)`);
    await value(`orthanc.cache.deleteTagged('user ')`);
    expect(await present('user 1', 'user 2', 'a user', 'user', 'none')).toEqual(['a user', 'user', 'none']);
    await value(`orthanc.cache.deleteTagged('')`);
    expect(await present('a user', 'user', 'none')).toEqual(['none']);
  });

  test('may be computed', async () => {
    const kept = `orthanc.cache.getOrCompute('c', () => ({ value: 'v', ttlMs: 1e6, tag: 'carol' }))`;
    expect(await value(`orthanc.cache.clear(), ${kept}`)).toBe('v');
    expect(await present('c')).toEqual(['c']);
    await value(`orthanc.cache.deleteTagged('carol')`);
    expect(await present('c')).toEqual([]);
  });

  test('belongs to the last tag that it was set with', async () => {
    await value(`orthanc.cache.set('k', '1', 1e6, 'old'); orthanc.cache.set('k', '2', 1e6, 'new')`);
    await value(`orthanc.cache.deleteTagged('old')`);
    expect(await value(`orthanc.cache.get('k')`)).toBe('2');
    await value(`orthanc.cache.set('k', '3', 1e6)`);
    await value(`orthanc.cache.deleteTagged('new')`);
    expect(await value(`orthanc.cache.get('k')`)).toBe('3');
  });

  test('must have a tag that is a text', async () => {
    expect((await host.evaluate(`orthanc.cache.set('k', 'v', 1, 5)`)).error).toMatch(/must be a string/);
    expect(
      (await host.evaluate(`orthanc.cache.getOrCompute('t', () => ({ value: 'v', ttlMs: 1, tag: null }))`))
        .error,
    ).toMatch(/must be a string/);
  });
});

describe('what is computed', () => {
  const compute = (result: string) => `orthanc.cache.getOrCompute('c', () => ${result})`;

  test('is kept', async () => {
    await value(`orthanc.cache.clear()`);
    expect(await value(compute(`({ value: 'once', ttlMs: 60000 })`))).toBe('once');
    expect(await value(compute(`({ value: 'twice', ttlMs: 60000 })`))).toBe('once');
  });

  test.each(['undefined', `({ value: 'v', ttlMs: 0 })`])('is given but not kept: %s', async (result) => {
    await value(`orthanc.cache.clear()`);
    await value(compute(result));
    expect(await value(compute(`({ value: 'next', ttlMs: 60000 })`))).toBe('next');
  });

  test('is thrown on, not kept, if it throws', async () => {
    await value(`orthanc.cache.clear()`);
    expect((await host.evaluate(compute(`{ throw new TypeError('no value') }`))).error).toBe('no value');
    expect(await value(compute(`({ value: 'next', ttlMs: 60000 })`))).toBe('next');
  });

  test.each(['5', `'text'`, `({ value: 5, ttlMs: 1 })`, `({ value: 'v' })`, `null`])(
    'must be one: %s',
    async (result) => {
      await value(`orthanc.cache.clear()`);
      expect((await host.evaluate(compute(result))).error).toMatch(/must be/);
    },
  );

  test.each(['clear()', `delete('c')`, `set('c', 'set', 60000)`, `deleteTagged('another')`])(
    'is not kept after %s meanwhile',
    async (meanwhile) => {
      await value(`orthanc.cache.clear()`);
      expect(await value(compute(`(orthanc.cache.${meanwhile}, { value: 'stale', ttlMs: 60000 })`))).toBe(
        'stale',
      );
      expect(await value(`orthanc.cache.get('c')`)).not.toBe('stale');
    },
  );

  test('is computed once for many threads', async () => {
    await value(`orthanc.cache.clear()`);
    const { answered } = await host.threads(20, 3, '/single-flight');
    expect(answered).toBe(60);
    expect(await value(`orthanc.cache.get('flight-count')`)).toBe('1');
  }, 60_000);

  test('does not wait for itself within nested callbacks', async () => {
    expect(await host.ask('/nested-key/5')).toBe('innermost');
  });

  test('may compute itself again within itself', async () => {
    expect(
      await value(compute(`({ value: 'outer ' + ${compute(`({ value: 'inner', ttlMs: 1 })`)}, ttlMs: 1 })`)),
    ).toBe('outer inner');
  });
});
