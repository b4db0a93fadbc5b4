import { describe, expect, test } from 'vitest';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeService } from '../service.ts';
import { openEcosystem } from './fake-ecosystem.ts';
import { makeUserProfile } from './user-profile.ts';
import { makeWebService } from './web-service.ts';

const ada = {
  name: 'Ada',
  permissions: ['view'],
  'authorized-labels': ['a'],
  validity: 60,
  'user-id': 'u1',
  groups: ['g'],
};

function open(answer: () => HttpClientResponse, authorization: object = {}) {
  const configuration = makeConfiguration(false, authorization);
  const host = makeFakeHost(answer);
  const service = makeService(host, configuration.service);
  const answerProfile = makeUserProfile(makeWebService(host, service, configuration.service), configuration);
  const ask = (headers: Record<string, string> = {}) => {
    const { status, body } = answerProfile({
      method: 'GET',
      path: '/auth/user/profile',
      headers,
      query: [],
      ip: '',
      context: '',
      groups: [],
      body: undefined,
    });
    return [status, JSON.parse(String(body))];
  };
  return { host, ask };
}

describe('GET /auth/user/profile', () => {
  test('says what the service says, in the form of the contract', () => {
    const { ask } = open(() => answerJson(200, ada));
    const { validity: _, ...shown } = ada;
    expect(ask({ token: 'x' })).toEqual([200, shown]);
  });

  test('without what is empty', () => {
    const { ask } = open(() =>
      answerJson(200, { ...ada, 'authorized-labels': [], 'user-id': null, groups: null }),
    );
    expect(ask({ token: 'x' })).toEqual([200, { name: 'Ada', permissions: ['view'], groups: [] }]);
  });

  test('nobody is asked about under the first of the names', () => {
    const { ask, host } = open(() => answerJson(200, ada), {
      StandardConfigurations: ['orthanc-explorer-2'],
    });
    ask();
    expect(JSON.parse(String(host.sent[0]?.body))).toEqual({
      'token-key': 'Authorization',
      'token-value': '',
      'server-id': null,
    });
  });

  test('a service that refuses to speak of nobody knows nothing of them', () => {
    const { ask } = open(() => answerJson(401, {}));
    expect(ask()).toEqual([200, { name: '', permissions: [], groups: [] }]);
  });

  test('a malformed credential is nobody’s', () => {
    const { ask, host } = open(() => answerJson(200, ada));
    expect(ask({ token: '' })[0]).toBe(401);
    expect(host.sent).toEqual([]);
  });

  test.each<[string, () => HttpClientResponse]>([
    ['fails', () => answerJson(500, {})],
    ['answers something else', () => answerJson(200, [])],
    [
      'is away',
      () => {
        throw new Error('refused');
      },
    ],
  ])('a service that %s is a problem at once', (_what, answer) => {
    const { ask } = open(answer);
    expect(ask({ token: 'x' })[0]).toBe(503);
  });
});

describe('POST /auth/tokens/decode', () => {
  const decoded = {
    'token-type': 'stone-viewer-publication',
    'redirect-url': 'https://images.example.org/stone',
    'error-code': null,
    resources: [
      { 'dicom-uid': '1.2', 'orthanc-id': 'b', url: null, level: 'study' },
      { 'dicom-uid': '1.1', 'orthanc-id': null, url: null, level: 'study' },
      { 'dicom-uid': '1.2', 'orthanc-id': 'a', url: null, level: 'study' },
    ],
  };
  const wish = { TokenKey: 'token', TokenValue: 'secret' };

  test('says to anybody what a token opens', () => {
    const { call, asked } = openEcosystem({ answer: () => answerJson(200, decoded) });
    expect(call('POST', '/auth/tokens/decode', wish, {})).toMatchObject({
      status: 200,
      body: {
        RedirectUrl: 'https://images.example.org/stone',
        TokenType: 'stone-viewer-publication',
        ResourcesDicomIds: ['1.1', '1.2'],
        ResourcesOrthancIds: ['a', 'b'],
      },
    });
    expect(asked()).toEqual([
      ['POST', 'http://127.0.0.1:8043/tokens/decode', { 'token-key': 'token', 'token-value': 'secret' }],
    ]);
  });

  test('or why it opens nothing', () => {
    const nothing = { 'token-type': null, 'redirect-url': null, 'error-code': 'expired', resources: [] };
    const { call } = openEcosystem({ answer: () => answerJson(200, nothing) });
    expect(call('POST', '/auth/tokens/decode', wish, {}).body).toEqual({
      ErrorCode: 'expired',
      ResourcesDicomIds: [],
      ResourcesOrthancIds: [],
    });
  });

  test.each<[string, unknown]>([
    ['no body', undefined],
    ['no token', { TokenKey: 'token' }],
    ['a token of another type', { TokenKey: 'token', TokenValue: 1 }],
    ['an endless token', { TokenKey: 'token', TokenValue: 'x'.repeat(8193) }],
  ])('with %s is not valid', (_what, body) => {
    const { call, asked } = openEcosystem();
    expect(call('POST', '/auth/tokens/decode', body, {}).status).toBe(400);
    expect(asked()).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['a list', []],
    ['resources that are none', { resources: [1] }],
    ['an error that is a number', { 'error-code': 1, resources: [] }],
  ])('a service that answers %s is a problem', (_what, body) => {
    const { call } = openEcosystem({ answer: () => answerJson(200, body) });
    expect(call('POST', '/auth/tokens/decode', wish, {}).status).toBe(503);
  });

  test('a foreign service without a decoder has no such route', () => {
    const authorization = { WebServiceRootUrl: '', WebServiceUserProfileUrl: 'http://users:1/p' };
    const { call } = openEcosystem({ isOwn: false, authorization });
    expect(call('POST', '/auth/tokens/decode', wish, {}).status).toBe(404);
    expect(call('PUT', '/auth/tokens/viewer-instant-link', wish).status).toBe(401);
    expect(call('GET', '/auth/user/profile').status).toBe(200);
  });
});
