import type { Dice } from './dice.ts';
import type { Prey, Who } from './prey.ts';

/** Somebody's token, or something that is none. */
export function pickToken(dice: Dice, prey: Prey, who: Who): string {
  const [claim = ''] = prey.claims[who];
  const own = claim.replace(/^\S+ (Bearer )?/, '');
  if (who !== 'nobody' && who !== 'junk') return own;
  return dice.pick([
    '',
    'x',
    'sgim_',
    `sgim_${'A'.repeat(43)}`,
    'eyJhbGciOiJub25lIn0.e30.',
    '%00',
    'a'.repeat(9000),
    '\u00e9',
  ]);
}

/** Headers with a claim to be somebody, and some that are tried on servers. */
export function pickHeaders(dice: Dice, prey: Prey, who: Who): string[] {
  const headers: string[] = [];
  if (who === 'junk') headers.push(pickJunkClaim(dice));
  else if (who !== 'nobody') headers.push(dice.pick(prey.claims[who]));
  if (dice.chance(0.1)) headers.push(`Accept: ${dice.pick(accepted)}`);
  if (dice.chance(0.02))
    headers.push(`X-HTTP-Method-Override: ${dice.pick(['DELETE', 'PUT', 'POST', 'GET', 'delete', ''])}`);
  if (dice.chance(0.03))
    headers.push(`X-Forwarded-For: ${dice.pick(['127.0.0.1', '', 'x', '1.2.3.4, 5.6.7.8'])}`);
  if (dice.chance(0.05))
    headers.push(`Sec-Fetch-Site: ${dice.pick(['same-origin', 'cross-site', 'none', ''])}`);
  if (dice.chance(0.05))
    headers.push(`Origin: ${dice.pick([prey.address.url, 'null', 'https://evil.test', ''])}`);
  if (dice.chance(0.02)) headers.push(`Range: ${dice.pick(['bytes=0-1', 'bytes=-1', 'bytes=5-1', 'x'])}`);
  if (dice.chance(0.01)) headers.push(`X-Long: ${'a'.repeat(dice.pick([1000, 8000, 15_000, 70_000]))}`);
  if (dice.chance(0.01))
    headers.push(...Array.from({ length: dice.pick([50, 70, 500]) }, (_, index) => `X-${index}: 1`));
  if (dice.chance(0.01)) headers.push(dice.pick(brokenHeaders));
  return dice.chance(0.9) ? headers : headers.reverse();
}

/** Orthanc's web server stops reading headers there. */
export const brokenHeaders = [
  'NoColon',
  ': empty',
  'A: \u0001',
  ' folded: x',
  'X-\u00e9: \u00e9',
  '__proto__: x',
];

const accepted = [
  ...[
    '*/*',
    'application/json',
    'application/dicom+json',
    'image/png',
    'image/jpeg',
    'text/html',
    '',
    'x',
    'application/zip',
  ],
  ...[
    'multipart/related; type="application/dicom"',
    'multipart/related; type="application/octet-stream"; transfer-syntax=*',
  ],
  ...['multipart/related; type="image/jpeg"', 'application/dicom', 'a/b;'.repeat(200)],
];

const junkClaims = [
  ...[
    'Authorization: Bearer x',
    'Authorization: Bearer',
    'Authorization: Basic c2dpbTpzZ2lt',
    'Authorization: ',
    'token:',
  ],
  ...[
    'token: x',
    'api-key: \u00e9',
    'auth-token: a b',
    'Cookie: sgim_session=',
    'Cookie: sgim_session=s%3Ax.y',
    'Cookie: ;;;=',
  ],
  ...[
    'Cookie: sgim_session=a; sgim_session=b',
    'Cookie: sgim_session=%',
    'Authorization: Digest username="x"',
    'token: ../../x',
  ],
  ...[
    `Authorization: Bearer ${'a'.repeat(8192)}`,
    `token: ${'b'.repeat(9000)}`,
    `Cookie: ${'c=d; '.repeat(1000)}`,
  ],
];

const pickJunkClaim = (dice: Dice): string =>
  dice.chance(0.5)
    ? dice.pick(junkClaims)
    : `Authorization: Bearer sgim_${dice.integer(2 ** 31).toString(36)}`;
