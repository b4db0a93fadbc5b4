import { expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const publicUrl = 'https://images.example.org';

it.each([
  ['our own page', true, { fetchSite: 'same-origin', origin: publicUrl, host: 'images.example.org' }],
  [
    'our own page, behind a proxy that renames the host',
    true,
    { fetchSite: 'same-origin', origin: publicUrl, host: 'orthanc' },
  ],
  [
    'another site',
    false,
    { fetchSite: 'cross-site', origin: 'https://evil.example', host: 'images.example.org' },
  ],
  [
    'a sister site',
    false,
    { fetchSite: 'same-site', origin: 'https://evil.example.org', host: 'images.example.org' },
  ],
  ['the address bar', false, { fetchSite: 'none', origin: undefined, host: 'images.example.org' }],
  [
    'another site that claims our origin',
    false,
    { fetchSite: 'cross-site', origin: publicUrl, host: 'images.example.org' },
  ],
  [
    'plain http without fetch metadata',
    true,
    { fetchSite: undefined, origin: 'http://10.0.0.5:8042', host: '10.0.0.5:8042' },
  ],
  [
    'the public origin without fetch metadata',
    true,
    { fetchSite: undefined, origin: publicUrl, host: 'orthanc:8042' },
  ],
  ['another port', false, { fetchSite: undefined, origin: 'http://10.0.0.5:8080', host: '10.0.0.5:8042' }],
  ['a sandboxed frame', false, { fetchSite: undefined, origin: 'null', host: 'images.example.org' }],
  ['no header at all', false, { fetchSite: undefined, origin: undefined, host: 'images.example.org' }],
  [
    'no host to compare with',
    false,
    { fetchSite: undefined, origin: 'http://10.0.0.5:8042', host: undefined },
  ],
])('%s: %s', (_name, expected, provenance) => {
  expect(isSameOrigin(provenance, publicUrl)).toBe(expected);
});
