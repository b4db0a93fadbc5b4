import { expect, test } from 'vitest';
import { findClientAddress } from './client-address.ts';

const proxies = new Set(['10.0.0.2', '10.0.0.3']);

test.each<[what: string, peer: string, forwardedFor: string | undefined, client: string]>([
  ['a client without a proxy', '192.0.2.1', undefined, '192.0.2.1'],
  ['a client that claims another address', '192.0.2.1', '198.51.100.7', '192.0.2.1'],
  ['a client behind a proxy', '10.0.0.2', '198.51.100.7', '198.51.100.7'],
  ['a client behind two proxies', '10.0.0.2', '198.51.100.7, 10.0.0.3', '198.51.100.7'],
  [
    'a client that wrote the header before the proxy did',
    '10.0.0.2',
    '203.0.113.9, 198.51.100.7',
    '198.51.100.7',
  ],
  ['a client with an IPv6 address', '10.0.0.2', '2001:db8::7', '2001:db8::7'],
  ['a proxy that says nothing', '10.0.0.2', undefined, '10.0.0.2'],
  ['a proxy that does not know', '10.0.0.2', 'unknown', '10.0.0.2'],
  ['a proxy that asks for itself', '10.0.0.2', '10.0.0.3', '10.0.0.2'],
  ['an empty header', '10.0.0.2', '', '10.0.0.2'],
])('%s', (_what, peer, forwardedFor, client) => {
  expect(findClientAddress(peer, forwardedFor, proxies)).toBe(client);
});
