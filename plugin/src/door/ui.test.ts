import { describe, expect, test } from 'vitest';
import { securityHeaders } from './headers.ts';
import { makeIcon, makeUi, redirectToApp } from './ui.ts';

const files: Asset[] = [
  { path: 'index.html', type: 'text/html; charset=utf-8', hash: 'h1', encodings: ['identity', 'gzip', 'br'] },
  {
    path: 'assets/app-1A2B.js',
    type: 'text/javascript; charset=utf-8',
    hash: 'h2',
    encodings: ['identity', 'br'],
  },
  { path: 'favicon.svg', type: 'image/svg+xml', hash: 'h3', encodings: ['identity'] },
];
const find = (path: string) => files.find((file) => file.path === path);
const security = securityHeaders(undefined);
const ui = makeUi(find, security);

const request = (
  path: string,
  headers: Record<string, string> = {},
  method: HttpMethod = 'GET',
): RouteRequest => ({
  method,
  path,
  ip: '',
  headers,
  query: [],
  groups: [],
  context: '',
  body: undefined,
});
const header = (response: RouteResponse, name: string) =>
  response.headers?.find(([given]) => given.toLowerCase() === name)?.[1];

describe('which file answers', () => {
  test.each<[string, string | number]>([
    ['/sgim/app', 'index.html'],
    ['/sgim/app/', 'index.html'],
    ['/sgim/app/index.html', 'index.html'],
    ['/sgim/app/studies/1', 'index.html'],
    ['/sgim/app/viewer/1.2.840', 'index.html'],
    ['/sgim/app/assets/app-1A2B.js', 'assets/app-1A2B.js'],
    ['/sgim/app/assets/app-9999.js', 404],
    ['/sgim/app/assets/none', 404],
    ['/sgim/app/assets', 'index.html'],
    ['/sgim/app/missing.png', 404],
    ['/sgim/app/../../etc/passwd', 404],
    ['/sgim/app/a%2fb', 404],
  ])('%s: %s', (path, answer) => {
    const response = ui(request(path));
    const body = response.body as AssetBody | string | undefined;
    expect(typeof body === 'object' ? body.asset : response.status).toBe(answer);
  });
});

test('a hashed file may be kept for ever, the page never without asking', () => {
  expect(header(ui(request('/sgim/app/assets/app-1A2B.js')), 'cache-control')).toBe(
    'public, max-age=31536000, immutable',
  );
  expect(header(ui(request('/sgim/app/studies')), 'cache-control')).toBe('no-cache');
  expect(header(ui(request('/sgim/app/missing.png')), 'cache-control')).toBe('no-store');
});

test('each stored form has its own validator', () => {
  const plain = ui(request('/sgim/app/'));
  const packed = ui(request('/sgim/app/', { 'accept-encoding': 'br' }));
  expect([header(plain, 'etag'), header(plain, 'content-encoding')]).toEqual(['"h1"', undefined]);
  expect([header(packed, 'etag'), header(packed, 'content-encoding')]).toEqual(['"h1-br"', 'br']);
  expect(header(packed, 'vary')).toBe('Accept-Encoding');
  expect(packed.body).toEqual({ asset: 'index.html', encoding: 'br' });
});

test('what the client has already is not sent again', () => {
  const response = ui(request('/sgim/app/', { 'accept-encoding': 'br', 'if-none-match': 'W/"h1-br"' }));
  expect(response.status).toBe(304);
  expect(response.body).toBeUndefined();
  expect(header(response, 'etag')).toBe('"h1-br"');
  expect(header(response, 'content-type')).toBeUndefined();
});

test.each<[string, (request: RouteRequest) => RouteResponse]>([
  ['the application', ui],
  ['the door', redirectToApp(security)],
  ['the icon', makeIcon(find, security)],
])('%s is only read, and says what protects it', (_what, answer) => {
  const refusal = answer(request('/sgim/app/', {}, 'POST'));
  expect(refusal.status).toBe(405);
  expect(header(refusal, 'allow')).toBe('GET');
  for (const response of [refusal, answer(request('/sgim/app/'))]) {
    expect(header(response, 'content-security-policy')).toContain("default-src 'none'");
    expect(header(response, 'x-content-type-options')).toBe('nosniff');
  }
});

test('the door leads to the application', () => {
  const response = redirectToApp(security)(request('/'));
  expect([response.status, header(response, 'location')]).toEqual([302, '/sgim/app/']);
});

test('the icon is the one of the application', () => {
  expect(makeIcon(find, security)(request('/favicon.ico')).body).toEqual({
    asset: 'favicon.svg',
    encoding: 'identity',
  });
  expect(makeIcon(() => undefined, security)(request('/favicon.ico')).status).toBe(404);
});

test('only an https address is pinned to https', () => {
  const names = (origin?: string) => securityHeaders(origin).map(([name]) => name);
  expect(names('https://images.example.org')).toContain('Strict-Transport-Security');
  expect(names('http://localhost:8042')).not.toContain('Strict-Transport-Security');
  expect(names()).not.toContain('Strict-Transport-Security');
});
