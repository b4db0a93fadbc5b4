// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { request } from './api.ts';
import { RequestProblem } from './problem.ts';

const answer = (status: number, body?: unknown) => {
  const fetch = vi.fn(async () => new Response(body === undefined ? null : JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetch);
  return fetch;
};

afterEach(() => {
  vi.unstubAllGlobals();
});

test('method, path and body follow the declaration of the route', async () => {
  const fetch = answer(200, { user: null, needsSetup: false });
  const credentials = { email: 'a@example.org', password: 'secret' };
  expect(await request('POST /auth/sign-in', { body: credentials })).toEqual({
    user: null,
    needsSetup: false,
  });
  expect(fetch).toHaveBeenCalledExactlyOnceWith('/auth/sign-in', {
    credentials: 'same-origin',
    method: 'POST',
    body: JSON.stringify(credentials),
    headers: { 'content-type': 'application/json' },
  });
});

test('parameters are escaped, and 204 has no content', async () => {
  const fetch = answer(204);
  expect(await request('DELETE /sgim/api/tokens/:id', { params: { id: 'a/b' } })).toBeUndefined();
  expect(fetch).toHaveBeenCalledWith('/sgim/api/tokens/a%2Fb', {
    credentials: 'same-origin',
    method: 'DELETE',
  });
});

test('a refusal keeps its code, details and number', async () => {
  answer(500, { code: 'internal', message: 'An unexpected error occurred.', requestId: 'r-1' });
  const problem = await request('GET /sgim/api/tokens').catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(RequestProblem);
  expect(problem).toMatchObject({ code: 'internal', status: 500, requestId: 'r-1' });
});

test.each([
  [401, 'session.required'],
  [403, 'refused'],
  [404, 'not-found'],
  [502, 'server'],
])('status %i without a problem in its body is %s', async (status, code) => {
  answer(status, '<html>');
  await expect(request('GET /auth/session')).rejects.toMatchObject({ code, status });
});

test('no answer at all is a network problem', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(request('GET /auth/session')).rejects.toMatchObject({ code: 'network', status: 0 });
});

test('the types hold callers to the contract', () => {
  // @ts-expect-error: signing in needs credentials
  const withoutBody = () => request('POST /auth/sign-in');
  // @ts-expect-error: there is no such route
  const unknown = () => request('GET /sgim/api/nothing');
  expect([withoutBody, unknown]).toHaveLength(2);
});
