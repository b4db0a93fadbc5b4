import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

/** Building with a sanitizer takes a minute the first time. */
const buildTimeoutMs = 600_000;
const timeoutMs = 60_000;

let host: Harness;
beforeAll(async () => {
  host = await startHarness('address');
}, buildTimeoutMs);

afterAll(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
}, timeoutMs);

const faults: [path: string, logged: RegExp][] = [
  ['/loop', /took too long/],
  ['/loop-that-catches', /took too long/],
  ['/recursion', /stack overflow/],
  ['/regex', /took too long/],
  ['/memory', /out of memory/],
  ['/throw', /thrown on purpose.*plugin\.js:\d+/],
  ['/throw-nothing', /undefined/],
  ['/throw-hostile', /an exception without a message/],
  ['/late-registration', /only be registered while/],
  ['/bad-argument', /must be a string/],
  ['/hostile-getter', /from the getter/],
];

describe('the filter refuses and the process lives when the script', () => {
  test.each(faults)(
    'does %s',
    async (path, logged) => {
      await host.log();
      expect(await host.filter('GET', path)).toBe(0);
      expect(await host.log()).toEqual([expect.stringMatching(logged)]);
      expect(await host.filter('GET', '/fine')).toBe(1);
    },
    timeoutMs,
  );

  test.each(['/truthy', '/promise', '/nothing', '/refused'])(
    'returns something other than true: %s',
    async (path) => {
      expect(await host.filter('GET', path)).toBe(0);
    },
  );
});

describe('a route answers 500 and the process lives when the script', () => {
  // One of those that take two seconds is enough: the way in and out is the filter's.
  const slow = ['/loop-that-catches', '/regex', '/throw-hostile'];
  test.each(faults.filter(([path]) => !slow.includes(path)))(
    'does %s',
    async (path, logged) => {
      await host.log();
      const answer = await host.route('GET', `/fault${path}`);
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([500, 'internal']);
      expect(answer.text).not.toMatch(logged);
      expect(await host.log()).toEqual([expect.stringMatching(logged)]);
    },
    timeoutMs,
  );

  test.each([
    '/not-an-object',
    '/none',
    '/no-status',
    '/status-in-words',
    '/status-101',
    '/status-fraction',
    '/body-number',
    '/body-bytes',
    '/headers-object',
    '/line-break',
    '/line-feed',
    '/nul',
    '/name-break',
    '/no-asset',
    '/no-form',
  ])('answers %s', async (path) => {
    const answer = await host.route('GET', `/answer${path}`);
    expect([answer.status, answer.headers]).toEqual([
      500,
      expect.not.arrayContaining([expect.stringMatching(/stolen|X-Name/)]),
    ]);
  });
});

test('a runtime that was out of memory is thrown away even if the script hid it', async () => {
  const marked = await host.evaluate('globalThis.mark = 1');
  expect(marked.value).toBe(1);
  expect((await host.evaluate('globalThis.mark')).value).toBe(1);
  expect((await host.route('GET', '/fault/memory-that-catches')).status).toBe(200);
  expect((await host.evaluate('globalThis.mark')).value).toBeUndefined();
}, 60_000);

test('callbacks within callbacks get runtimes of their own, past the pool’s capacity', async () => {
  expect(await host.ask('/nested/100')).toBe('bottom');
}, 60_000);

test('no line of the log can be forged', async () => {
  await host.log();
  await host.evaluate('orthanc.log.warning("a\\nE1122 forged\\u0007")');
  expect(await host.log()).toEqual(['a E1122 forged ']);
});
