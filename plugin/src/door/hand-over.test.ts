import { describe, expect, test } from 'vitest';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, makeFakeHost, utf8 } from '../fake-host.ts';
import type { Profiles } from '../gate/profile.ts';
import { makeService } from '../service.ts';
import { makeHandOver } from './hand-over.ts';

const configuration = makeConfiguration(true);

const request = (given: Partial<RouteRequest>): RouteRequest => ({
  method: 'GET',
  path: '/auth/session',
  ip: '192.0.2.1',
  headers: {},
  query: [],
  groups: [],
  context: '',
  body: undefined,
  ...given,
});

function open(answer: (request: HttpClientRequest) => HttpClientResponse = () => answerJson(200, {})) {
  const host = makeFakeHost(answer);
  const forgotten: string[] = [];
  const profiles: Profiles = {
    find: () => ({ profile: { userId: null, name: '', grants: [] }, text: '' }),
    forget: ({ key, value }) => forgotten.push(`${key} ${value}`),
    forgetUser: (userId) => forgotten.push(userId),
    forgetAll: () => forgotten.push('all'),
  };
  const service = makeService(host, configuration.service);
  return { host, forgotten, handOver: makeHandOver(host, service, profiles, configuration) };
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

  test('the address that a trusted proxy names', () => {
    const { host, handOver } = open();
    handOver(request({ ip: '10.0.0.2', headers: { 'x-forwarded-for': '198.51.100.7' } }));
    expect(host.sent[0]?.headers).toContainEqual(['x-forwarded-for', '198.51.100.7']);
  });

  test('no password: those are for the service’s own callers, and no cookie takes their place', () => {
    const { host, handOver } = open();
    const headers = { authorization: 'Basic c2dpbTpndWVzcw==', cookie: 'sgim_session=abc' };
    expect(handOver(request({ headers })).status).toBe(401);
    expect(host.sent).toEqual([]);
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
          ['raw', 'é \n#'],
        ],
      }),
    );
    expect(host.sent[0]?.url).toBe(
      'http://127.0.0.1:8043/sgim/api/groups/%C3%A9quipe%20A%3Fb%23c?q=a%20b%26c&q=x+y&empty=&raw=%C3%A9%20%0A%23',
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
    expect(host.logged).toEqual(['The auth service gives no answer']);
  });
});

test('a body over 1 MiB is not handed over', () => {
  const { handOver, host } = open();
  const response = handOver(request({ method: 'POST', body: new ArrayBuffer(1024 * 1024 + 1) }));
  expect([response.status, problem(response)]).toEqual([413, 'request.too-large']);
  expect(host.sent).toEqual([]);
  expect(handOver(request({ method: 'POST', body: new ArrayBuffer(1024 * 1024) })).status).toBe(200);
});

describe('which profiles are forgotten', () => {
  const cookie = { cookie: 'sgim_session=abc' };
  test.each<[HttpMethod, string, Record<string, string>, number, string[]]>([
    ['POST', '/auth/sign-out', cookie, 204, ['cookie abc']],
    ['POST', '/auth/sign-out', {}, 204, []],
    ['POST', '/auth/sign-in', cookie, 200, ['cookie abc']],
    ['POST', '/auth/sign-in', cookie, 401, []],
    ['GET', '/auth/session', cookie, 200, []],
    ['DELETE', '/sgim/api/tokens/1', cookie, 204, ['all', 'cookie abc']],
    ['PUT', '/sgim/api/roles/1', { token: 'x' }, 200, ['all', 'token x']],
    ['POST', '/sgim/api/tokens', cookie, 403, []],
    ['POST', '/sgim/api/tokens', cookie, 500, []],
    ['GET', '/sgim/api/tokens', cookie, 200, []],
  ])('after %s %s with %o and %d: %j', (method, path, headers, status, expected) => {
    const { handOver, forgotten } = open(() => answerJson(status, {}));
    handOver(request({ method, path, headers }));
    expect(forgotten).toEqual(expected);
  });
});
