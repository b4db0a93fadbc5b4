import { get, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { type StandIn, startStandIn } from './gate-stand-in.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { anonymous, signIn } from './stack/people.ts';
import { freshOrthanc, stack } from './stack/stack.ts';

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Asks with exactly these headers and leaves the answer as it is: `fetch` adds its own and unpacks. */
function read(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const { hostname, port } = new URL(stack.url);
  return new Promise((resolve, reject) => {
    get({ hostname, port, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on('error', reject);
  });
}

describe('the user interface', () => {
  let page: string;
  /** A file with a hash in its name. */
  let script: string;
  beforeAll(async () => {
    page = (await read('/sgim/app/')).body.toString();
    script = /(?:src|href)="(\/sgim\/app\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect(script).not.toBe('');
  });

  test('is where the door leads', async () => {
    const { status, headers } = await read('/');
    expect([status, headers.location]).toEqual([302, '/sgim/app/']);
  });

  test('has one page for every address of the application', async () => {
    for (const path of [
      '/sgim/app',
      '/sgim/app/studies',
      '/sgim/app/viewer/1.2.840.113619.2',
      '/sgim/app/a/b/',
    ]) {
      const { status, headers, body } = await read(path);
      expect([path, status, headers['content-type']]).toEqual([path, 200, 'text/html; charset=utf-8']);
      expect(body.toString()).toBe(page);
    }
  });

  test('does not answer for files it does not have', async () => {
    for (const path of [
      '/sgim/app/assets/app-00000000.js',
      '/sgim/app/assets/none',
      '/sgim/app/robots.txt',
    ]) {
      expect((await read(path)).status).toBe(404);
    }
  });

  test.each([
    ['br', 'gzip, deflate, br', brotliDecompressSync],
    ['gzip', 'gzip', gunzipSync],
    ['gzip', 'br;q=0, gzip', gunzipSync],
    [undefined, 'identity', (body: Buffer) => body],
    [undefined, undefined, (body: Buffer) => body],
  ])('comes as %s to a client that accepts %s', async (encoding, accept, unpack) => {
    const plain = (await read(script)).body;
    const { headers, body } = await read(script, accept === undefined ? {} : { 'accept-encoding': accept });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers.vary).toBe('Accept-Encoding');
    expect(Number(headers['content-length'])).toBe(body.byteLength);
    expect(unpack(body).equals(plain)).toBe(true);
  });

  test('is not sent again to those who have it', async () => {
    const accept = { 'accept-encoding': 'br' };
    const { headers } = await read(script, accept);
    const tag = String(headers.etag);
    expect(tag).toMatch(/^"[\w-]+-br"$/);
    for (const ifNoneMatch of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await read(script, { ...accept, 'if-none-match': ifNoneMatch });
      expect([again.status, again.body.byteLength, again.headers.etag]).toEqual([304, 0, tag]);
    }
    expect((await read(script, { ...accept, 'if-none-match': '"other"' })).status).toBe(200);
    expect((await read(script, { 'if-none-match': tag })).status).toBe(200);
  });

  test('may be kept for ever where its name changes with its content, and only there', async () => {
    expect((await read(script)).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await read('/sgim/app/')).headers['cache-control']).toBe('no-cache');
    expect((await read('/sgim/app/robots.txt')).headers['cache-control']).toBe('no-store');
  });

  test('is protected in the browser, whatever the answer', async () => {
    for (const path of ['/', '/sgim/app/', script, '/sgim/app/robots.txt']) {
      const { headers } = await read(path);
      expect(headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/,
      );
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['strict-transport-security']).toBeUndefined();
    }
  });

  test('is only read', async () => {
    const response = await anonymous('/sgim/app/', { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test('gives browsers their icon', async () => {
    const { status, headers } = await read('/favicon.ico');
    expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(/^image\//)]);
  });
});

describe('the real service behind the door', () => {
  test('answers with its own status and words', async () => {
    const wrong = await anonymous('/auth/sign-in', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: stack.url },
      body: JSON.stringify({ email: 'nobody@example.org', password: 'wrong' }),
    });
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'session.wrong-credentials' }),
    ]);
    const missing = await anonymous('/sgim/api/nothing-here');
    expect([missing.status, await missing.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'route.unknown' }),
    ]);
    const session = await anonymous('/sgim/api/tokens');
    expect([session.status, await session.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'session.required' }),
    ]);
  });

  test('gives a session whose cookie no script can read, and takes it back', async () => {
    const client = await signIn();
    const { user } = (await (await client('/auth/session')).json()) as { user: { email: string } };
    expect(user.email).toBe(stack.admin.email);
    const signOut = await client('/auth/sign-out', { method: 'POST' });
    expect(signOut.status).toBe(204);
    expect(await signOut.text()).toBe('');
    expect(signOut.headers.getSetCookie()[0]).toMatch(/^sgim_session=;.*HttpOnly.*SameSite=Lax/i);
  });

  test('refuses a change that another site makes in somebody’s name', async () => {
    const client = await signIn();
    const response = await client('/auth/sign-out', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect([response.status, await response.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'request.cross-site' }),
    ]);
    expect((await client('/system')).status).toBe(200);
  });
});

describe('what passes the door', () => {
  let service: StandIn;
  let orthanc: Orthanc;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${orthanc.url}${path}`, { redirect: 'manual', ...init });
  beforeAll(async () => {
    service = await startStandIn();
    orthanc = await freshOrthanc({ serviceUrl: service.url });
  });

  test.each([
    '/auth/google/callback?code=4%2F0Ab%3D&state=a%26b%3Dc&scope=email+profile',
    '/sgim/api/studies?q=M%C3%BCller%20A%2BB&q=second&empty=&flag',
    '/sgim/api/groups/%C3%A9quipe%20A%3F',
    '/auth/plain',
  ])('the address as the client wrote it: %s', async (path) => {
    service.answer = (_, response) => response.end('ok');
    service.arrived.length = 0;
    expect((await ask(path)).status).toBe(200);
    expect(service.arrived[0]?.url?.replace('&flag=', '&flag')).toBe(path);
  });

  test.each(['POST', 'PUT'])('a %s with its body and type', async (method) => {
    service.arrived.length = 0;
    const body = JSON.stringify({ name: 'Éloïse', bytes: '\u0000' });
    await ask('/sgim/api/x', { method, headers: { 'content-type': 'application/json' }, body });
    expect(service.arrived[0]).toMatchObject({ method, body });
    expect(service.arrived[0]?.headers['content-type']).toBe('application/json');
  });

  test('cookies and tokens of the client, but nothing that speaks for the door', async () => {
    service.arrived.length = 0;
    await ask('/auth/x', {
      headers: {
        cookie: 'sgim_session=abc; theme=dark',
        authorization: 'Bearer abc',
        'x-forwarded-for': '10.0.0.1',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'evil.test',
        'x-sgim-door': 'guess',
        forwarded: 'for=10.0.0.1',
      },
    });
    expect(service.arrived[0]?.headers).toMatchObject({
      cookie: 'sgim_session=abc; theme=dark',
      authorization: 'Bearer abc',
      'x-sgim-door': stack.serviceSecret,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(orthanc.url).host,
    });
    expect(service.arrived[0]?.headers.forwarded).toBeUndefined();
    await ask('/auth/x', { headers: { authorization: 'Basic c2dpbTpndWVzcw==' } });
    expect(service.arrived[1]?.headers.authorization).toBeUndefined();
  });

  test.each([200, 201, 302, 303, 307, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503])(
    'status %d, with every cookie and its redirect',
    async (status) => {
      service.answer = (_, response) =>
        response
          .writeHead(status, {
            location: 'https://accounts.example.org/o/oauth2?a=b&c=d',
            'set-cookie': ['a=1; Path=/; HttpOnly', 'b=2; Path=/'],
            'content-type': 'application/json; charset=utf-8',
            'retry-after': '7',
          })
          .end('{"code":"x"}');
      const response = await ask('/auth/x');
      // This Orthanc cannot say 429: it is told in the body, and with which patience in `Retry-After`.
      expect(response.status).toBe(status === 429 ? 503 : status);
      expect(response.headers.getSetCookie()).toEqual(['a=1; Path=/; HttpOnly', 'b=2; Path=/']);
      expect(response.headers.get('location')).toBe('https://accounts.example.org/o/oauth2?a=b&c=d');
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(response.headers.get('retry-after')).toBe('7');
      expect(await response.text()).toBe('{"code":"x"}');
    },
  );

  test('an answer without a body', async () => {
    service.answer = (_, response) => response.writeHead(204).end();
    const response = await ask('/auth/x', { method: 'POST' });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  test('no more than 1 MiB at once', async () => {
    service.answer = (_, response) => response.end('ok');
    service.arrived.length = 0;
    const fitting = await ask('/sgim/api/x', { method: 'POST', body: 'a'.repeat(1024 * 1024) });
    expect(fitting.status).toBe(200);
    const larger = await ask('/sgim/api/x', { method: 'POST', body: 'a'.repeat(1024 * 1024 + 1) });
    expect([larger.status, await larger.json()]).toEqual([
      413,
      expect.objectContaining({ code: 'request.too-large' }),
    ]);
    expect(service.arrived).toHaveLength(1);
  });

  test.each([
    ['too long', { 'content-length': String(3 * 1024 * 1024) }],
    ['without a length', { 'transfer-encoding': 'chunked' }],
  ])('a body of strangers that is %s is refused before it is read', async (_what, headers) => {
    const sent = request(`${orthanc.url}/auth/sign-in`, { method: 'POST', headers, agent: false });
    const status = await new Promise((resolve, reject) => {
      sent.on('response', (response) => resolve(response.statusCode)).on('error', reject);
      sent.flushHeaders();
    });
    sent.on('error', () => {}).destroy();
    expect(status).toBe(403);
  });

  test.each<[string, StandIn['answer']]>([
    ['is cut', (_, response) => response.destroy()],
    ['never comes', () => {}],
  ])('a problem that the pages understand, when the answer %s', async (_what, answer) => {
    service.answer = answer;
    const response = await ask('/auth/session');
    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'service.unavailable' }),
    ]);
  });
});
