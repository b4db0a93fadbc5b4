import { beforeEach, describe, expect, test } from 'vitest';
import { answerJson, utf8 } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { contextOf, type FakeOrthanc, idOf, makeFakeOrthanc, uidOf } from './fake-orthanc.ts';
import { makeUploads, type Uploads } from './upload.ts';

const ward: HeldGrant[] = [{ permissions: ['upload'], labels: ['ward', 'night'] }];
const everything: HeldGrant[] = [{ permissions: ['upload'], labels: ['*'] }];
const link: HeldGrant[] = [{ permissions: ['view'], labels: [], studies: [idOf('mine')] }];
const single: HeldGrant[] = [{ permissions: ['upload'], labels: [], studies: [idOf('other')] }];
const viewer: HeldGrant[] = [
  { permissions: ['upload'], labels: ['night'] },
  { permissions: ['view'], labels: ['ward'] },
];

let orthanc: FakeOrthanc;
let uploads: Uploads;
let origin: string;
beforeEach(() => {
  origin = 'RestApi';
  orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward'], series: { s1: ['i1'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s2: ['i2'] } },
      fresh: { patient: 'ben', labels: [], series: { s3: ['i3'] } },
    },
    ({ method, uri }) => {
      if (method !== 'GET') return undefined;
      if (uri.endsWith('/metadata/Origin')) return answerText(origin);
      if (uri.includes('/metadata/')) return { status: 404, headers: [], body: utf8.encode('') };
      if (uri.includes('/instances?expand=false')) return answerJson(200, [idOf('i1')]);
      return undefined;
    },
  );
  uploads = makeUploads(orthanc.tools, { requestAddress: () => '10.0.0.1' });
});

const answerText = (text: string): HttpClientResponse => ({
  status: 200,
  headers: [],
  body: utf8.encode(text),
});

/** An image in a study, a series, under names. */
const image = (study: string, series = 'new', instance = 'new'): IncomingInstance => ({
  origin: 'rest',
  remoteAet: '',
  json: () =>
    JSON.stringify({
      StudyInstanceUID: uidOf(study),
      SeriesInstanceUID: uidOf(series),
      SOPInstanceUID: uidOf(instance),
    }),
});

const store = (instance: string) => uploads.stored({ ...image('x'), id: idOf(instance) });

describe('whether an image is stored', () => {
  test.each<[string, HeldGrant[] | undefined, IncomingInstance, boolean]>([
    ['a new study, for labels', ward, image('new'), true],
    ['a new study, by somebody with every study', everything, image('new'), true],
    ['a new study, by a link', link, image('new'), false],
    ['a new study, by somebody with single studies', single, image('new'), false],
    ['a study inside', ward, image('mine'), true],
    ['a study inside, also its series', ward, image('mine', 's1', 'i1'), true],
    ['a study inside for viewing', viewer, image('mine'), false],
    ['a study inside, by a link', link, image('mine'), false],
    ['a single study', single, image('other'), true],
    ['a study outside', ward, image('other'), false],
    ['a study outside, by somebody with every study', everything, image('other'), true],
    ['a study outside, by Orthanc itself', undefined, image('other'), true],
    ['a study without labels', ward, image('fresh'), false],
    ['a series of a study outside', ward, image('new', 's2'), false],
    ['an image of a study outside', ward, image('mine', 's1', 'i2'), false],
    ['no UIDs', ward, { ...image('new'), json: () => '{}' }, false],
    ['no proper UID', ward, { ...image('new'), json: () => '{"StudyInstanceUID":"1.2\\\\3"}' }, false],
  ])('%s', (_what, grants, instance, expected) => {
    orthanc.host.context = contextOf(grants);
    expect(uploads.decide(instance)).toBe(expected);
    expect(orthanc.deeds).toEqual(expected ? [] : ['upload refused -']);
  });

  test('nobody stores anything', () => {
    orthanc.host.context = '';
    expect(uploads.decide(image('new'))).toBe(false);
  });

  test('padding is no part of a UID', () => {
    orthanc.host.context = contextOf(ward);
    const padded = JSON.stringify({
      StudyInstanceUID: `${uidOf('other')}\0`,
      SeriesInstanceUID: '1 ',
      SOPInstanceUID: '2',
    });
    expect(uploads.decide({ ...image('x'), json: () => padded })).toBe(false);
  });

  test('images of a new study may arrive side by side, from the same person', () => {
    orthanc.host.context = contextOf(ward);
    const known = orthanc.host.restApi;
    orthanc.host.restApi = (request) =>
      request.uri === '/tools/lookup' ? answerJson(200, []) : known(request);
    expect(uploads.decide(image('fresh'))).toBe(true);
    // The first is stored, and has not been labelled yet.
    orthanc.host.restApi = known;
    expect(uploads.decide(image('fresh', 's3'))).toBe(true);
    orthanc.host.context = JSON.stringify({ userId: 'u2', name: 'Other', grants: ward });
    expect(uploads.decide(image('fresh', 's3'))).toBe(false);
  });
});

describe('what is stored', () => {
  test.each<[string, HeldGrant[] | undefined, string, string, string[]]>([
    ['a new study gets the labels of the uploader', ward, 'i3', 'fresh', ['ward', 'night']],
    ['a study inside keeps its labels', ward, 'i1', 'mine', ['ward']],
    ['a single study keeps its labels', single, 'i2', 'other', ['elsewhere']],
    ['whoever may add to every study gives none', everything, 'i3', 'fresh', []],
    ['Orthanc itself gives none', undefined, 'i3', 'fresh', []],
  ])('%s', (_what, grants, instance, study, labels) => {
    orthanc.host.context = contextOf(grants);
    store(instance);
    expect(orthanc.labelsOf(study)).toEqual(labels);
  });

  test('is written down', () => {
    orthanc.host.context = contextOf(everything);
    store('i1');
    expect(orthanc.deeds).toEqual(['upload success mine']);
  });

  test('is not, where Orthanc itself stores it', () => {
    store('i1');
    expect(orthanc.deeds).toEqual([]);
    expect(orthanc.done).toEqual([]);
  });

  test('says once who has brought a study, unless a modality has', () => {
    orthanc.host.context = contextOf(everything);
    store('i1');
    store('i1');
    expect(orthanc.done).toEqual([`PUT /studies/${idOf('mine')}/metadata/5222 u1`]);
    origin = 'DicomProtocol';
    store('i2');
    expect(orthanc.done).toHaveLength(1);
  });
});
