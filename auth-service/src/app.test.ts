import { describe, expect, it } from 'vitest';
import { api } from '../contract/api.ts';
import { internal } from '../contract/internal.ts';
import type { Route } from '../contract/route.ts';
import { basic, serviceSecret, startTestService } from '../test/service.ts';

const service = await startTestService();
const publicRoutes: Route[] = Object.values(api).flatMap((feature) => Object.values<Route>(feature));
const internalRoutes: Route[] = Object.values(internal);
const address = (route: Route) =>
  `${route.method} ${route.path.replace(/:\w+/g, '00000000-0000-4000-8000-000000000000')}`;
const named = (routes: Route[]) => routes.map((route) => [address(route), route] as const);

describe('whoever does not know the shared secret', () => {
  const strangers = {
    'shows nothing': {},
    'shows a wrong door secret': { 'x-sgim-door': `${serviceSecret}x` },
    'shows an empty door secret': { 'x-sgim-door': '' },
    'shows a wrong password': { authorization: `Basic ${btoa('sgim:wrong')}` },
    'shows another name': { authorization: `Basic ${btoa(`root:${serviceSecret}`)}` },
  };
  for (const [name, headers] of Object.entries(strangers)) {
    it.each(named([...publicRoutes, ...internalRoutes.filter((route) => route !== internal.health)]))(
      `and ${name} is refused by %s`,
      async (path) => {
        const before = await service.stored();
        const answer = await service.call(path, { headers: { 'x-sgim-door': undefined, ...headers } });
        expect([answer.status, answer.body.code]).toEqual([403, 'permission.missing']);
        expect(await service.stored()).toEqual(before);
      },
    );
  }

  it('may ask for the health alone', async () => {
    const answer = await service.call('GET /health', { headers: { 'x-sgim-door': undefined } });
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok' }]);
  });
});

describe('every route', () => {
  it.each(named(publicRoutes.filter((route) => route.access !== 'public')))(
    '%s answers 401 to somebody who is not signed in',
    async (path) => {
      const before = await service.stored();
      const answer = await service.call(path, { body: path.startsWith('POST') ? {} : undefined });
      expect([answer.status, answer.body.code]).toEqual([401, 'session.required']);
      expect(await service.stored()).toEqual(before);
    },
  );

  it.each(named(publicRoutes.filter((route) => route.access !== 'public')))(
    '%s answers 403 to somebody without the right, and to an API token where a person is wanted',
    async (path, route) => {
      const person = await service.addPerson({
        roles: [],
        grants: [{ permissions: ['view'], labels: ['a'] }],
      });
      const cookie = await service.signIn(person);
      const created = await service.call('POST /sgim/api/tokens', {
        cookie,
        body: { name: 'mine', permissions: ['view'], validDays: 1 },
      });
      const credential = route.access === 'signed-in' ? { token: created.body.secret } : { cookie };
      const before = await service.stored();
      const answer = await service.call(path, credential);
      expect([answer.status, answer.body.code]).toEqual([403, 'permission.missing']);
      expect(withoutUse(await service.stored())).toEqual(withoutUse(before));
    },
  );

  it.each(named(internalRoutes.filter((route) => route.access === 'service')))(
    '%s answers 403 to whoever comes through the door, an administrator included',
    async (path, route) => {
      const cookie = await service.signIn(await service.addPerson());
      const before = await service.stored();
      const answer = await service.call(path, { cookie, ...(route.method !== 'GET' && { body: {} }) });
      expect([answer.status, answer.body.code]).toEqual([403, 'permission.missing']);
      expect(await service.stored()).toEqual(before);
    },
  );

  it.each(named(publicRoutes.filter((route) => route.method !== 'GET')))(
    '%s refuses what a page of another site sends with the cookie',
    async (path) => {
      const cookie = await service.signIn(await service.addPerson());
      const before = await service.stored();
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: undefined },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        const answer = await service.call(path, { cookie, body: {}, headers });
        expect([answer.status, answer.body.code]).toEqual([403, 'request.cross-site']);
      }
      expect(await service.stored()).toEqual(before);
    },
  );

  it.each(named([...publicRoutes, ...internalRoutes.filter((route) => route.access === 'service')]))(
    '%s refuses arguments that it does not know',
    async (path, route) => {
      const cookie = await service.signIn(await service.addPerson());
      const caller = route.access === 'service' ? { 'x-sgim-door': undefined, authorization: basic } : {};
      const answer = await service.call(`${path}?unknown=1`, {
        cookie,
        headers: caller,
        ...(route.body && { body: {} }),
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
      expect(answer.body.details).toContain('query/ must NOT have additional properties: unknown');
    },
  );
});

describe('a request that is no good', () => {
  const signIn = { email: 'ada@example.org', password: 'x' };

  it.each<[string, string, number, string, unknown, Record<string, string>?]>([
    ['an unknown path', 'GET /sgim/api/nothing', 404, 'route.unknown', undefined],
    ['an unknown path under /auth', 'POST /auth/nothing', 404, 'route.unknown', {}],
    ['a path in another case', 'GET /AUTH/session', 404, 'route.unknown', undefined],
    ['a slash too many', 'GET /auth/session/', 404, 'route.unknown', undefined],
    ['a path that climbs', 'POST /sgim/api/..%2f..%2finternal/set-up-code', 404, 'route.unknown', {}],
    ['another method', 'PUT /auth/session', 404, 'route.unknown', {}],
    ['a method that Orthanc does not pass', 'PATCH /auth/session', 404, 'route.unknown', {}],
    ['a path that is not UTF-8', 'DELETE /sgim/api/tokens/%ff', 400, 'request.invalid', undefined],
    ['JSON that is none', 'POST /auth/sign-in', 400, 'request.invalid', '{"email":'],
    ['JSON that is no object', 'POST /auth/sign-in', 400, 'request.invalid', '"text"'],
    ['an unknown key', 'POST /auth/sign-in', 400, 'request.invalid', { ...signIn, admin: true }],
    ['a missing key', 'POST /auth/sign-in', 400, 'request.invalid', { email: signIn.email }],
    ['a number for text', 'POST /auth/sign-in', 400, 'request.invalid', { ...signIn, password: 1 }],
    ['an object for text', 'POST /auth/sign-in', 400, 'request.invalid', { ...signIn, password: { $ne: 1 } }],
    [
      'a prototype',
      'POST /auth/sign-in',
      400,
      'request.invalid',
      `{"__proto__":{},"email":"a@b.co","password":"x"}`,
    ],
    [
      'another type',
      'POST /auth/sign-in',
      415,
      'request.invalid',
      'email=a',
      { 'content-type': 'application/x-www-form-urlencoded' },
    ],
    [
      'text that is JSON',
      'POST /auth/sign-in',
      415,
      'request.invalid',
      JSON.stringify(signIn),
      { 'content-type': 'text/plain' },
    ],
    [
      'too much',
      'POST /auth/sign-in',
      413,
      'request.too-large',
      { ...signIn, password: 'x'.repeat(110_000) },
    ],
  ])('%s: %s → %i %s', async (_name, route, status, code, body, headers = {}) => {
    const cookie = await service.signIn(await service.addPerson());
    const before = await service.stored();
    const answer = await service.call(route, { body, headers, cookie });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.message).toMatch(/^[A-Z].*\.$/);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await service.stored()).toEqual(before);
  });

  it('never comes back in the answer', async () => {
    const answer = await service.call('POST /auth/sign-in', {
      body: { email: 'b4d', password: ['b4d'], b4d: 1 },
    });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body.details).match(/b4d/g)).toHaveLength(1);
  });
});

it('answers with headers that keep JSON from being anything else, and out of every cache', async () => {
  const { headers } = await service.call('GET /auth/session');
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  expect(headers.has('x-powered-by')).toBe(false);
});

/** Using a token is noted, whatever it was used for. */
function withoutUse(stored: unknown): unknown {
  return JSON.parse(JSON.stringify(stored), (key, value) => (key === 'last_used_at' ? undefined : value));
}
