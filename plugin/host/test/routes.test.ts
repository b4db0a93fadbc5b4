import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { samplePage } from './build-harness.ts';
import { type Harness, startHarness } from './harness.ts';

let host: Harness;
beforeAll(async () => {
  host = await startHarness('address');
}, 600_000);

afterAll(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
}, 60_000);

test('a request reaches a route whole, with hostile bytes made harmless', async () => {
  await host.filter('POST', '/request');
  const { status, text } = await host.route('POST', '/request', 'the body');
  expect([status, JSON.parse(text)]).toEqual([
    200,
    {
      method: 'POST',
      path: '/request',
      ip: '192.0.2.7',
      headers: {
        host: 'localhost',
        cookie: 'session=abc',
        ['__proto__']: 'polluted',
        'x-bytes': '\ufffdé\ufffd\ufffd\ufffd',
      },
      query: [
        ['a', '1%20'],
        ['a', '2'],
        ['b', ''],
      ],
      groups: [],
      context: '',
      body: 'the body',
      inherited: false,
    },
  ]);
});

describe('a status reaches the client as well as Orthanc can send it', () => {
  test.each([
    [200, 200],
    [201, 201],
    [302, 302],
    [400, 400],
    [401, 401],
    [404, 404],
    [409, 409],
    [413, 413],
    [503, 503],
    [301, 302],
    [308, 307],
    [429, 503],
    [418, 400],
    [599, 500],
  ])('%d as %d, with its body', async (status, sent) => {
    for (const _ of ['first', 'again']) {
      const answer = await host.route('GET', `/status/${status}`);
      expect([answer.status, answer.text]).toEqual([sent, '{"a":1}']);
      expect(answer.headers.filter((header) => header.startsWith('Set-Cookie'))).toEqual([
        'Set-Cookie: a=1',
        'Set-Cookie: b=2',
      ]);
      expect(answer.headers.filter((header) => /^content-type/i.test(header))).toHaveLength(1);
      expect(
        answer.headers.filter((header) => /^(content-length|transfer-encoding|connection)/i.test(header)),
      ).toEqual([]);
    }
  });

  test('405 with what is allowed', async () => {
    expect(await host.route('GET', '/status/405')).toMatchObject({
      status: 405,
      headers: ['Allow: GET'],
      text: '',
    });
  });

  test.each([204, 304])('%d without a body', async (status) => {
    expect(await host.route('GET', `/status/${status}`)).toMatchObject({ status, text: '' });
  });

  test('the type of the answer, once Orthanc has started', async () => {
    await host.signal('started');
    const answer = await host.route('GET', '/status/409');
    expect(answer.headers.filter((header) => /^content-type/i.test(header))).toEqual([
      'Content-Type: application/json',
    ]);
    expect((await host.route('GET', '/status/429')).status).toBe(503);
  });
});

describe('a body', () => {
  test('comes back byte by byte', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 256));
    expect((await host.route('POST', '/echo', bytes)).body.equals(bytes)).toBe(true);
  });

  test('that a script keeps is empty after the call', async () => {
    // The next call may meet another runtime, which has kept nothing yet.
    await expect.poll(async () => (await host.route('POST', '/keep', 'secret')).text).toBe('0');
  });

  test('may be an embedded file in a form that it has', async () => {
    const { status, body } = await host.route('GET', '/answer/asset');
    expect([status, body.subarray(0, 2).toString('hex')]).toEqual([200, '1f8b']);
  });
});

test('embedded files are found with their type and the forms that are worth it', async () => {
  const find = async (path: string) => (await host.evaluate(`orthanc.assets.find('${path}')`)).value;
  expect(await find('index.html')).toEqual({
    path: 'index.html',
    type: 'text/html; charset=utf-8',
    hash: expect.stringMatching(/^[0-9a-f]{32}$/),
    encodings: ['identity', 'gzip', 'br'],
  });
  expect(await find('assets/tiny.js')).toMatchObject({
    type: 'text/javascript; charset=utf-8',
    encodings: ['identity'],
  });
  expect(await find('assets/inter.woff2')).toMatchObject({ type: 'font/woff2', encodings: ['identity'] });
  expect(await find('../index.html')).toBeUndefined();
  expect(samplePage.length).toBeGreaterThan(1000);
});

describe('Orthanc’s REST API', () => {
  const call = async (request: object) =>
    (await host.evaluate(
      `const r = orthanc.restApi(${JSON.stringify(request)}); [r.status, r.headers, orthanc.utf8.decode(r.body)]`,
    )) as { value?: unknown; error?: string };

  test('answers', async () => {
    expect((await call({ method: 'GET', uri: '/system' })).value).toEqual([
      200,
      [['content-type', 'application/json']],
      '{"Name":"mock"}',
    ]);
  });

  test.each([
    [17, 404],
    [8, 400],
    [3, 400],
    [-1, 500],
  ])('error %d is status %d, told as Orthanc tells its clients', async (code, status) => {
    const [answered, headers, body] = (await call({ method: 'GET', uri: `/fail/${code}?a` })).value as [
      number,
      unknown,
      string,
    ];
    expect([answered, headers]).toEqual([status, [['content-type', 'application/json']]]);
    expect(JSON.parse(body)).toEqual({
      HttpStatus: status,
      Message: 'Unknown error code',
      Method: 'GET',
      OrthancError: 'Unknown error code',
      OrthancStatus: code,
      Uri: `/fail/${code}`,
    });
  });

  test.each([
    { method: 'GET', uri: 'system' },
    { method: 'PATCH', uri: '/system' },
    { method: 'GET', uri: '/system', headers: [['a', 'b\r\nc: d']] },
  ])('is not asked what it cannot answer: %j', async (request) => {
    expect((await call(request)).error).toBeDefined();
  });
});

test('text and digests', async () => {
  const value = async (source: string) => (await host.evaluate(source)).value;
  const bytes = (source: string) => value(`[...new Uint8Array(orthanc.utf8.encode(${source}))]`);
  expect(await bytes(`'a\\u00e9\\u{1f600}'`)).toEqual([0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80]);
  expect(await bytes(`'\\ud800x\\udfff'`)).toEqual([0xef, 0xbf, 0xbd, 0x78, 0xef, 0xbf, 0xbd]);
  expect(await bytes(`''`)).toEqual([]);
  const decode = (list: number[]) =>
    value(`orthanc.utf8.decode(new Uint8Array(${JSON.stringify(list)}).buffer)`);
  for (const list of [
    [],
    [0x41, 0xff, 0x42],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x98, 0x41],
    [0xc0, 0xaf],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xc3, 0xa9, 0x80],
    [0xef, 0xbb, 0xbf, 0x61],
  ]) {
    expect(await decode(list)).toBe(
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(list)),
    );
  }
  const sha256 = (length: number) => value(`orthanc.crypto.sha256('a'.repeat(${length}))`);
  const { createHash } = await import('node:crypto');
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    expect(await sha256(length)).toBe(createHash('sha256').update('a'.repeat(length)).digest('hex'));
  }
  expect(await value(`orthanc.crypto.sha256('é')`)).toBe(createHash('sha256').update('é').digest('hex'));
  expect(await value('orthanc.crypto.randomUuid()')).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
});
