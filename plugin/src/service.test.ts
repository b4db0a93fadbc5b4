import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerJson, makeFakeHost } from './fake-host.ts';
import { makeService, ServiceUnavailable } from './service.ts';

const settings = { url: 'http://127.0.0.1:8043' };
const question = { method: 'GET', target: '/auth/session?a=b', timeoutMs: 900 } as const;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A service that gives no answer, after this long. */
function openAway(waitMs: number) {
  const host = makeFakeHost(() => {
    vi.advanceTimersByTime(waitMs);
    throw new Error('no answer');
  });
  return { host, ask: makeService(host, settings) };
}

test('any status is an answer', () => {
  const host = makeFakeHost(() => answerJson(500, {}));
  expect(makeService(host, settings)(question).status).toBe(500);
  expect(host.sent[0]).toEqual({
    method: 'GET',
    url: 'http://127.0.0.1:8043/auth/session?a=b',
    timeoutMs: 900,
  });
});

test('one that refuses connections is asked every time', () => {
  const { host, ask } = openAway(1);
  for (const _ of [1, 2]) expect(() => ask(question)).toThrow(ServiceUnavailable);
  expect(host.sent).toHaveLength(2);
});

test('one that hangs is left in peace for a second', () => {
  const { host, ask } = openAway(900);
  for (const _ of [1, 2]) expect(() => ask(question)).toThrow(ServiceUnavailable);
  expect(host.sent).toHaveLength(1);
  expect([...host.ttls.values()]).toEqual([1000]);
  host.cache.clear();
  expect(() => ask(question)).toThrow('gives no answer');
  expect(host.sent).toHaveLength(2);
});

test('a route elsewhere is asked there, and left in peace by itself', () => {
  const { host, ask } = openAway(900);
  const elsewhere = { ...question, target: 'http://links:1/tokens' };
  for (const one of [elsewhere, elsewhere, question]) expect(() => ask(one)).toThrow(ServiceUnavailable);
  expect(host.sent.map(({ url }) => url)).toEqual([
    'http://links:1/tokens',
    `${settings.url}${question.target}`,
  ]);
});
