import type { Dice } from './dice.ts';
import type { Study } from './images.ts';
import { inside, studies } from './prey.ts';

const all: Study[] = Object.values(studies);

const idsOf = ({ ids }: Study) => [ids.patient, ids.study, ids.series, ...ids.instances];
const uidsOf = ({ uids }: Study) => [uids.study, uids.series, ...uids.instances];

/** Orthanc's identifiers, of the right level more often than not. */
const idsByLevel: Record<string, string[]> = {
  patients: all.map(({ ids }) => ids.patient),
  studies: all.map(({ ids }) => ids.study),
  series: all.map(({ ids }) => ids.series),
  instances: all.flatMap(({ ids }) => ids.instances),
};
const everyId = all.flatMap(idsOf);
const everyUid = all.flatMap(uidsOf);

/** What has broken something somewhere. */
const nasty = [
  ...[
    '',
    '.',
    '..',
    '...',
    '*',
    '?',
    '**',
    '%',
    '%%',
    '%2',
    '%zz',
    '%00',
    '%0d%0a',
    '%2f',
    '%2e%2e',
    '%5c',
    '%c0%af',
  ],
  ...[
    '%252e%252e',
    '%u002e',
    '\\',
    '\\\\',
    '//',
    '/./',
    '/../',
    ';',
    ';jsessionid=1',
    '|',
    '&',
    '=',
    '#',
    '"',
    "'",
  ],
  ...['<script>', '$(id)', '{{7*7}}', "' or 1=1 --", '1;drop table studies', '\u0000', '\u00e9'],
  ...[
    '\u202e',
    '\ud83d\ude00',
    '-1',
    '0',
    '1e999',
    '4294967296',
    '9223372036854775808',
    'NaN',
    'null',
    'true',
    '[]',
    '{}',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'expanded',
    'REST API',
    'a'.repeat(300),
    '9'.repeat(70),
    'A'.repeat(5000),
  ],
];

export const labelNames = [
  ...[
    inside,
    'qx-foreign-label',
    'qx-second-label',
    '*',
    '@own',
    '',
    ' ',
    'a b',
    'é',
    '../x',
    'a/b',
    'a%2fb',
  ],
  ...[
    'sgim-u-1',
    'SGIM-U-1',
    inside.toUpperCase(),
    `${inside} `,
    `${inside}\u0000`,
    'x'.repeat(2000),
    '__proto__',
    '-',
  ],
];

export const pickNasty = (dice: Dice): string => dice.pick(nasty);

export function pickId(dice: Dice, level?: string): string {
  const known = level === undefined ? undefined : idsByLevel[level];
  const id = dice.pick(known !== undefined && dice.chance(0.8) ? known : everyId);
  return dice.chance(0.85) ? id : mangle(dice, id);
}

export function pickUid(dice: Dice): string {
  const uid = dice.pick(everyUid);
  if (dice.chance(0.7)) return uid;
  switch (dice.integer(7)) {
    case 0:
      return `${uid.slice(0, -3)}*`;
    case 1:
      return `${uid}\\${dice.pick(everyUid)}`;
    case 2:
      return '*';
    case 3:
      return `${uid}?`;
    case 4:
      return `${uid.slice(0, -1)}?`;
    case 5:
      return `0${uid}`;
    default:
      return mangle(dice, uid);
  }
}

/** Almost the same. */
export function mangle(dice: Dice, text: string): string {
  const place = dice.integer(text.length + 1);
  const [before, after] = [text.slice(0, place), text.slice(place)];
  switch (dice.integer(9)) {
    case 0:
      return text.toUpperCase();
    case 1:
      return before;
    case 2:
      return text + text;
    case 3:
      return before + dice.pick(nasty) + after;
    case 4:
      return encodeOne(before, after);
    case 5:
      return `${text},${dice.pick(everyId)}`;
    case 6:
      return ` ${text}`;
    case 7:
      return `${text}%20`;
    default:
      return dice.pick(nasty);
  }
}

/** Percent-encodes the first character of `after`. */
export function encodeOne(before: string, after: string): string {
  const code = after.codePointAt(0);
  if (code === undefined || code > 0x7f) return before + after;
  return `${before}%${code.toString(16).padStart(2, '0')}${after.slice(1)}`;
}
