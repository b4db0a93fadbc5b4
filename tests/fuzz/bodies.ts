import type { Dice } from './dice.ts';
import { createImage } from './images.ts';
import { studies } from './prey.ts';
import { labelNames, pickId, pickNasty, pickUid } from './words.ts';

const levels = [
  'Patient',
  'Study',
  'Series',
  'Instance',
  'study',
  'Studies',
  'System',
  '',
  'Patient\u0000',
  7,
  null,
];
const constraints = ['Any', 'All', 'None', 'any', '', 'Some', null, 1];
const tags = [
  'PatientID',
  'PatientName',
  'StudyInstanceUID',
  'StudyDescription',
  '0020,000d',
  '0020000d',
  'ZZ',
  '',
];
const parts = [
  'MainDicomTags',
  'Labels',
  'Metadata',
  'Children',
  'Parent',
  'Attachments',
  'Status',
  'RequestedTags',
  'X',
];

const pickLabels = (dice: Dice) => dice.some(labelNames, 3);
const pickIds = (dice: Dice) => Array.from({ length: 1 + dice.integer(4) }, () => pickId(dice));
const maybe = <T>(dice: Dice, probability: number, value: () => T) =>
  dice.chance(probability) ? value() : undefined;

const pickQuery = (dice: Dice) =>
  Object.fromEntries(
    dice
      .some(tags, 3)
      .map((tag) => [tag, dice.pick<unknown>(['*', '', pickUid(dice), pickNasty(dice), 7, null, []])]),
  );

const find = (dice: Dice) => ({
  Level: dice.pick(levels),
  Query: pickQuery(dice),
  Expand: maybe(dice, 0.7, () => dice.pick<unknown>([true, true, false, 1, 'true'])),
  Labels: maybe(dice, 0.4, () => pickLabels(dice)),
  LabelsConstraint: maybe(dice, 0.4, () => dice.pick(constraints)),
  Limit: maybe(dice, 0.4, () => dice.pick<unknown>([0, 1, 50, -1, 1e12, '1', 1.5])),
  Since: maybe(dice, 0.3, () => dice.pick<unknown>([0, 1, 1e9, -1, '0'])),
  OrderBy: maybe(dice, 0.2, () => [
    {
      Type: dice.pick(['DicomTag', 'Metadata', 'X', 1]),
      Key: dice.pick(tags),
      Direction: dice.pick(['ASC', 'DESC', 'x']),
    },
  ]),
  ResponseContent: maybe(dice, 0.4, () => dice.some(parts, 5)),
  RequestedTags: maybe(dice, 0.3, () => dice.some(tags, 3)),
  ParentPatient: maybe(dice, 0.1, () => pickId(dice, 'patients')),
  ParentStudy: maybe(dice, 0.15, () => pickId(dice, 'studies')),
  ParentSeries: maybe(dice, 0.1, () => pickId(dice, 'series')),
  MetadataQuery: maybe(dice, 0.1, () => ({ RemoteAET: pickNasty(dice) })),
  CaseSensitive: maybe(dice, 0.1, () => true),
});

const pickTags = (dice: Dice) => ({
  ...maybe(dice, 0.5, () => ({ StudyInstanceUID: pickUid(dice) })),
  ...maybe(dice, 0.3, () => ({ SeriesInstanceUID: pickUid(dice) })),
  ...maybe(dice, 0.3, () => ({ SOPInstanceUID: pickUid(dice) })),
  ...maybe(dice, 0.4, () => ({ PatientID: dice.pick(['FUZZ-PATIENT-TWO', 'FUZZ-PATIENT-ONE', 'FUZZ-NEW']) })),
  ...maybe(dice, 0.2, () => ({ [dice.pick(tags)]: pickNasty(dice) })),
});

const modify = (dice: Dice) => ({
  Resources: maybe(dice, 0.6, () => pickIds(dice)),
  Level: maybe(dice, 0.3, () => dice.pick(levels)),
  Replace: maybe(dice, 0.7, () => pickTags(dice)),
  Keep: maybe(dice, 0.4, () => dice.some(tags, 4)),
  Remove: maybe(dice, 0.3, () => dice.some(tags, 2)),
  Force: maybe(dice, 0.8, () => true),
  KeepSource: maybe(dice, 0.6, () => dice.pick<unknown>([true, false, 1, 'false', null])),
  Synchronous: maybe(dice, 0.8, () => dice.pick<unknown>([true, false])),
  Asynchronous: maybe(dice, 0.2, () => true),
  DicomVersion: maybe(dice, 0.1, () => '2021b'),
});

const resources = (dice: Dice) => ({
  Resources: dice.chance(0.9)
    ? pickIds(dice)
    : dice.pick<unknown>([pickId(dice), { 0: pickId(dice) }, [[pickId(dice)]]]),
  Level: maybe(dice, 0.3, () => dice.pick(levels)),
  Synchronous: maybe(dice, 0.5, () => true),
  Asynchronous: maybe(dice, 0.2, () => true),
  KeepSource: maybe(dice, 0.3, () => dice.pick([true, false])),
  Series: maybe(dice, 0.3, () => pickIds(dice)),
  Instances: maybe(dice, 0.2, () => pickIds(dice)),
  Metadata: maybe(dice, 0.2, () => true),
  Transcode: maybe(dice, 0.1, () => pickNasty(dice)),
  Filename: maybe(dice, 0.1, () => pickNasty(dice)),
});

const createDicom = (dice: Dice) => ({
  Tags: { ...pickTags(dice), SOPClassUID: '1.2.840.10008.5.1.4.1.1.7' },
  Parent: maybe(dice, 0.5, () => pickId(dice, dice.pick(['patients', 'studies', 'series', 'instances']))),
  Content: maybe(dice, 0.2, () => pickNasty(dice)),
  Force: maybe(dice, 0.3, () => true),
});

const service = (dice: Dice) => ({
  email: pickNasty(dice),
  password: pickNasty(dice),
  code: pickNasty(dice),
  name: pickNasty(dice),
  TokenKey: 'token',
  TokenValue: pickNasty(dice),
  Resources: [{ OrthancId: pickId(dice, 'studies'), DicomUid: pickUid(dice), Level: dice.pick(levels) }],
  Type: pickNasty(dice),
});

/** A body that this path may take seriously. */
function pickSensible(dice: Dice, path: string): unknown {
  if (/lookup/.test(path)) return dice.chance(0.8) ? pickUid(dice) : [pickUid(dice)];
  if (/find|count-resources|query|qido/.test(path)) return find(dice);
  if (/modify|anonymize/.test(path)) return modify(dice);
  if (/create-dicom/.test(path)) return createDicom(dice);
  if (/archive|media/.test(path)) return dice.chance(0.3) ? pickIds(dice) : resources(dice);
  if (/^\/(auth|sgim)/.test(path)) return service(dice);
  return dice.chance(0.8) ? resources(dice) : dice.pick([find, modify, createDicom])(dice);
}

/** JSON text that parsers read differently, or that is dear to read. */
function bomb(dice: Dice, sensible: string): string {
  const depth = dice.pick([50, 500, 1200, 20_000]);
  const foreign = studies.foreign.ids.study;
  switch (dice.integer(17)) {
    case 0:
      return '['.repeat(depth) + ']'.repeat(depth);
    case 1:
      return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    case 2:
      return '['.repeat(depth);
    case 3:
      return `[${'0,'.repeat(depth)}0]`;
    case 4:
      return `{"Resources":[${`"${foreign}",`.repeat(depth / 10)}"${studies.own.ids.study}"]}`;
    case 5:
      return sensible.replace('{', `{"Resources":["${studies.own.ids.study}"],"Level":"Study",`);
    case 6:
      return sensible.replace(
        /\}$/,
        `,"Resources":["${foreign}"],"Level":"Study","ParentStudy":"${foreign}"}`,
      );
    case 7:
      return sensible.replace(
        '{',
        '{"__proto__":{"Expand":true,"admin":true},"constructor":{"prototype":{}},',
      );
    case 8:
      return sensible.replace(/:(true|\d+|"[^"]*")/, ':1e999');
    case 9:
      return sensible.replace(/"/g, "'");
    case 10:
      return sensible.replace('{', `{/*"*/"Resources":["${foreign}"],//\n`);
    case 11:
      return sensible.replace(/\}$/, ',}');
    case 12:
      return `\ufeff${sensible}`;
    case 13:
      return sensible.replace(/"Resources"/, '"\\u0052esources"').replace(/"Level"/, '"Leve\\u006c"');
    case 14:
      return sensible.replace(/"([^"]*)"/, '"$1\\u0000\\ud800"');
    case 15:
      return sensible + sensible;
    default:
      return dice.pick([
        '',
        'null',
        '0',
        '"',
        '"x"',
        'NaN',
        'undefined',
        '{',
        '[]',
        '{}',
        '\u0000',
        '-',
        '1e5',
        'true',
      ]);
  }
}

export interface Body {
  bytes: Buffer;
  type: string;
}

const types = [
  'application/json',
  'text/plain',
  'application/dicom',
  'application/x-www-form-urlencoded',
  '',
  'x',
];

export function pickBody(dice: Dice, path: string): Body {
  if (dice.chance(0.02))
    return { bytes: Buffer.alloc(dice.integer(200_000), dice.integer(256)), type: dice.pick(types) };
  if (/^\/(instances|dicom-web\/studies)|store-straight/.test(path) && dice.chance(0.8))
    return pickFile(dice, path);
  const sensible = pickSensible(dice, path);
  const text = typeof sensible === 'string' ? sensible : JSON.stringify(sensible);
  const bytes = Buffer.from(dice.chance(0.75) ? text : bomb(dice, text));
  // Not UTF-8 any more, now and then.
  if (bytes.length > 0 && dice.chance(0.02)) bytes[dice.integer(bytes.length)] = 0xff;
  return { bytes, type: dice.chance(0.9) ? 'application/json' : dice.pick(types) };
}

/** An image of one study that claims to belong to another, whole or not. */
function pickFile(dice: Dice, path: string): Body {
  const from = dice.pick(Object.values(studies));
  const to = dice.pick(Object.values(studies));
  const uid = dice.chance(0.5) ? to.uids.instances[0] : `2.25.${dice.integer(1e9)}`;
  let bytes = createImage(
    { ...from, patientId: to.patientId, patientName: 'Fuzz^Sent', secret: 'FUZZ' },
    to.uids.study,
    to.uids.series,
    uid ?? '',
    0,
  );
  if (dice.chance(0.3)) bytes = bytes.subarray(0, dice.integer(bytes.length));
  if (bytes.length > 0 && dice.chance(0.2)) bytes[dice.integer(bytes.length)] = dice.integer(256);
  if (!path.startsWith('/dicom-web')) return { bytes, type: dice.chance(0.8) ? 'application/dicom' : '' };
  const boundary = dice.pick(['b', 'x'.repeat(70), '', '"']);
  const part = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
  return {
    bytes: Buffer.concat([Buffer.from(part), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    type: `multipart/related; type="application/dicom"; boundary=${boundary}`,
  };
}
