import { describe, expect, test } from 'vitest';
import { answerJson, makeFakeHost, utf8 } from '../fake-host.ts';
import { makeHandOver } from './hand-over.ts';

const configuration = {
  service: { url: 'http://127.0.0.1:8043', authorization: 'Basic eA==', doorSecret: 'door', serverId: null },
  publicOrigin: 'https://images.example.org',
};

const request = (given: Partial<RouteRequest>): RouteRequest => ({
  method: 'GET',
  path: '/auth/session',
  ip: '192.0.2.1',
  headers: {},
  query: [],
  groups: [],
  body: undefined,
  ...given,
});

function open(answer: (request: HttpClientRequest) => HttpClientResponse = () => answerJson(200, {})) {
  const host = makeFakeHost(answer);
  return { host, handOver: makeHandOver(host, configuration) };
}

const problem = (response: RouteResponse) => JSON.parse(response.body as string).code;

describe('what the service is given', () => {
  test('the headers of the client, but none that speak for the door', () => {
    const { host, handOver } = open();
    handOver(
      request({
        headers: {
          host: 'orthanc:8042',
          cookie: 'sgim_session=abc; theme=dark',
          accept: 'application/json',
          authorization: 'Bearer abc',
          connection: 'keep-alive, X-Private',
          'keep-alive': 'timeout=5',
          'x-private': '1',
          te: 'trailers',
          'transfer-encoding': 'chunked',
          'content-length': '5',
          forwarded: 'for=evil',
          'x-forwarded-for': '10.0.0.1',
          'x-forwarded-proto': 'http',
          'x-forwarded-host': 'evil.test',
          'x-real-ip': '10.0.0.1',
          'x-sgim-door': 'guess',
          'x-http-method-override': 'DELETE',
        },
      }),
    );
    expect(host.sent[0]?.headers).toEqual([
      ['cookie', 'sgim_session=abc; theme=dark'],
      ['accept', 'application/json'],
      ['authorization', 'Bearer abc'],
      ['x-sgim-door', 'door'],
      ['x-forwarded-for', '192.0.2.1'],
      ['x-forwarded-proto', 'https'],
      ['x-forwarded-host', 'orthanc:8042'],
    ]);
  });

  test('no password: those are for the service’s own callers', () => {
    const { host, handOver } = open();
    handOver(request({ headers: { authorization: 'Basic c2dpbTpndWVzcw==' } }));
    expect(host.sent[0]?.headers?.map(([name]) => name)).not.toContain('authorization');
  });

  test('the address as it was, encoded once', () => {
    const { host, handOver } = open();
    handOver(
      request({
        path: '/sgim/api/groups/équipe A?b#c',
        query: [
          ['q', 'a%20b%26c'],
          ['q', 'x+y'],
          ['empty', ''],
        ],
      }),
    );
    expect(host.sent[0]?.url).toBe(
      'http://127.0.0.1:8043/sgim/api/groups/%C3%A9quipe%20A%3Fb%23c?q=a%20b%26c&q=x+y&empty=',
    );
  });
});

describe('what the client is given', () => {
  test('status, cookies and redirect as they are, without what concerns one connection', () => {
    const { handOver } = open(() => ({
      status: 302,
      headers: [
        ['location', 'https://accounts.example.org/?a=b'],
        ['set-cookie', 'a=1; HttpOnly'],
        ['set-cookie', 'b=2; Path=/'],
        ['connection', 'keep-alive, x-hop'],
        ['keep-alive', 'timeout=5'],
        ['x-hop', '1'],
        ['transfer-encoding', 'chunked'],
        ['content-length', '4'],
        ['date', 'now'],
      ],
      body: utf8.encode('body'),
    }));
    const response = handOver(request({}));
    expect(response.status).toBe(302);
    expect(response.headers).toEqual([
      ['location', 'https://accounts.example.org/?a=b'],
      ['set-cookie', 'a=1; HttpOnly'],
      ['set-cookie', 'b=2; Path=/'],
    ]);
    expect(utf8.decode(response.body as ArrayBuffer)).toBe('body');
  });

  test('a problem when the service is away', () => {
    const { handOver, host } = open(() => {
      throw new Error('connection refused');
    });
    const response = handOver(request({}));
    expect([response.status, problem(response)]).toEqual([503, 'service.unavailable']);
    expect(host.logged).toEqual(['The auth service gives no answer: connection refused']);
  });
});

test('a body over 1 MiB is not handed over', () => {
  const { handOver, host } = open();
  const response = handOver(request({ method: 'POST', body: new ArrayBuffer(1024 * 1024 + 1) }));
  expect([response.status, problem(response)]).toEqual([413, 'request.too-large']);
  expect(host.sent).toEqual([]);
  expect(handOver(request({ method: 'POST', body: new ArrayBuffer(1024 * 1024) })).status).toBe(200);
});

describe('profiles that are kept', () => {
  test.each<[HttpMethod, number, boolean]>([
    ['POST', 204, true],
    ['DELETE', 204, true],
    ['PUT', 200, true],
    ['POST', 403, false],
    ['POST', 500, false],
    ['GET', 200, false],
  ])('after %s with %d are forgotten: %s', (method, status, forgotten) => {
    const { handOver, host } = open(() => answerJson(status, {}));
    host.cache.set('profile', 'kept', 1);
    handOver(request({ method }));
    expect(host.cache.get('profile')).toBe(forgotten ? undefined : 'kept');
  });
});
