import { expect, test } from 'vitest';
import { isFromOwnPages, isSentByItself } from './cross-site.ts';

const ours = 'https://images.example.org';
const host = 'orthanc:8042';

const scenarios: [
  what: string,
  headers: Record<string, string>,
  publicOrigin: string | undefined,
  own: boolean,
][] = [
  ['a browser that says same-origin', { 'sec-fetch-site': 'same-origin' }, ours, true],
  ['a sibling domain', { 'sec-fetch-site': 'same-site', origin: ours }, ours, false],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: ours }, ours, false],
  ['the address bar', { 'sec-fetch-site': 'none' }, ours, false],
  ['nonsense', { 'sec-fetch-site': 'Same-Origin, cross-site' }, ours, false],
  ['an older browser on our page', { origin: ours }, ours, true],
  ['an older browser on our page over http', { origin: 'http://images.example.org' }, ours, false],
  ['an older browser on another port', { origin: `${ours}:8443` }, ours, false],
  ['an older browser on another site', { origin: 'https://images.example.org.evil.test' }, ours, false],
  ['a page without an origin', { origin: 'null' }, ours, false],
  ['the host itself, where another address is public', { origin: `http://${host}`, host }, ours, true],
  ['our page, by a proxy that asks for another host', { origin: ours, host }, ours, true],
  ['our host over http', { origin: 'http://images.example.org', host: 'images.example.org' }, ours, false],
  ['the host itself', { origin: `http://${host}`, host }, undefined, true],
  ['the host itself behind TLS', { origin: `https://${host.toUpperCase()}`, host }, undefined, true],
  ['another host', { origin: 'http://evil.test', host }, undefined, false],
  ['an origin without a host to compare', { origin: 'http://' }, undefined, false],
  ['an origin with an empty host', { origin: 'http://', host: '' }, undefined, false],
  ['no browser', { host }, undefined, false],
];

test.each(scenarios)('%s', (_what, headers, publicOrigin, own) => {
  expect(isFromOwnPages(headers, publicOrigin)).toBe(own);
});

test.each<[string, string, Record<string, string>, boolean]>([
  ['cookie', 's:a', {}, true],
  ['Authorization', 'Basic YTpi', { 'sec-fetch-site': 'cross-site' }, true],
  ['Authorization', 'negotiate x', { origin: 'https://evil.test' }, true],
  ['Authorization', 'Basic YTpi', {}, false],
  ['Authorization', 'Bearer x', { 'sec-fetch-site': 'cross-site' }, false],
  ['token', 'x', { origin: 'https://evil.test' }, false],
])('a browser sends %s: %s by itself with %o: %s', (key, value, headers, is) => {
  expect(isSentByItself({ key, value }, headers)).toBe(is);
});
