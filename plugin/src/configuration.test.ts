import { describe, expect, test } from 'vitest';
import { readConfiguration } from './configuration.ts';
import { utf8 } from './fake-host.ts';

const sound = {
  WebServiceRootUrl: 'http://127.0.0.1:8043',
  WebServiceUsername: 'sgim',
  WebServicePassword: 'secret-of-the-door',
};
const read = (authorization: object, sgim?: unknown) =>
  readConfiguration(JSON.stringify({ Name: 'x', Authorization: authorization, Sgim: sgim }), utf8);

test('a sound configuration', () => {
  expect(
    read(
      { ...sound, WebServiceIdentifier: 'paris' },
      {
        PublicUrl: 'https://Images.example.org/',
        TrustedProxies: '10.0.0.2 fd00::2',
        SpoolDirectory: '/data/audit',
      },
    ),
  ).toEqual({
    service: {
      url: 'http://127.0.0.1:8043',
      authorization: 'Basic c2dpbTpzZWNyZXQtb2YtdGhlLWRvb3I=',
      doorSecret: 'secret-of-the-door',
      serverId: 'paris',
    },
    publicOrigin: 'https://images.example.org',
    trustedProxies: new Set(['10.0.0.2', 'fd00::2']),
    spoolFolder: '/data/audit',
  });
});

test('what may be left out', () => {
  expect(read({ ...sound, WebServiceRootUrl: 'http://auth:8043/v1//' }, { PublicUrl: '' })).toMatchObject({
    service: { url: 'http://auth:8043/v1', serverId: null },
    publicOrigin: undefined,
    trustedProxies: new Set(),
    spoolFolder: undefined,
  });
});

test.each([
  ['s', 'czpzZWNyZXQtb2YtdGhlLWRvb3I='],
  ['se', 'c2U6c2VjcmV0LW9mLXRoZS1kb29y'],
  ['é', 'w6k6c2VjcmV0LW9mLXRoZS1kb29y'],
])('the user name %s is encoded', (name, encoded) => {
  expect(read({ ...sound, WebServiceUsername: name }).service.authorization).toBe(`Basic ${encoded}`);
});

test.each([
  ['http://localhost:8042', 'http://localhost:8042'],
  ['http://localhost:80/', 'http://localhost'],
  ['https://images.example.org:443', 'https://images.example.org'],
  ['https://images.example.org:80', 'https://images.example.org:80'],
  ['http://[::1]:8042', 'http://[::1]:8042'],
])('the origin of %s', (url, origin) => {
  expect(read(sound, { PublicUrl: url }).publicOrigin).toBe(origin);
});

describe('what keeps Orthanc from starting', () => {
  test.each<[string, object, unknown, RegExp]>([
    ['nothing set', {}, undefined, /RootUrl.*Username.*Password/],
    ['no address', { ...sound, WebServiceRootUrl: '' }, undefined, /RootUrl/],
    ['a proxy by its name', sound, { TrustedProxies: 'proxy' }, /TrustedProxies/],
    [
      'an address the client cannot reach',
      { ...sound, WebServiceRootUrl: 'https://auth' },
      undefined,
      /RootUrl/,
    ],
    ['an address with a query', { ...sound, WebServiceRootUrl: 'http://auth?a' }, undefined, /RootUrl/],
    ['an address with a user', { ...sound, WebServiceRootUrl: 'http://a@auth' }, undefined, /RootUrl/],
    ['a colon in the user name', { ...sound, WebServiceUsername: 'a:b' }, undefined, /Username/],
    ['no secret', { ...sound, WebServicePassword: '' }, undefined, /Password/],
    ['a secret over two lines', { ...sound, WebServicePassword: 'a\nb' }, undefined, /Password/],
    [
      'a secret that is a number',
      { ...sound, WebServicePassword: 12 },
      undefined,
      /Password" must be a string/,
    ],
    ['a public address with a path', sound, { PublicUrl: 'https://images.example.org/pacs' }, /PublicUrl/],
    ['a public address without a scheme', sound, { PublicUrl: 'images.example.org' }, /PublicUrl/],
    ['a folder somewhere', sound, { SpoolDirectory: 'audit' }, /SpoolDirectory/],
    ['a section that is a text', sound, 'https://images.example.org', /"Sgim" must be an object/],
  ])('%s', (_what, authorization, sgim, message) => {
    expect(() => read(authorization, sgim)).toThrow(message);
  });

  test('the message never carries the secret', () => {
    expect(() => read({ ...sound, WebServicePassword: 'two words' })).toThrow(/^(?!.*two words)/);
  });
});
