import { describe, expect, test } from 'vitest';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';
import { makePatient, patientRoute } from './patient.ts';

const grantOn = (...labels: string[]): HeldGrant[] => [{ permissions: ['view'], labels }];

function open() {
  const orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward'], series: { s1: ['i1', 'i2'] } },
      also: { patient: 'ann', labels: ['ward', 'secret'], series: { s2: ['i3'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s3: ['i4'] } },
      ben1: { patient: 'ben', labels: ['elsewhere'], series: { s4: ['i5'] } },
    },
    ({ uri }) =>
      uri.startsWith(`/patients/${idOf('ann')}/studies`)
        ? orthanc.host.restApi({
            method: 'POST',
            uri: '/tools/bulk-content',
            body: JSON.stringify({ Resources: [idOf('ann')], Level: 'Study', Metadata: false }),
          })
        : undefined,
  );
  const get = (path: string, grants: HeldGrant[] | undefined, query?: string) => {
    const [, name = '', part] = path.split('/');
    const full = `/patients/${idOf(name)}${part === undefined ? '' : `/${part}`}`;
    return ask(patientRoute, makePatient(orthanc.tools), orthanc.request('GET', full, { grants, query }));
  };
  return { ...orthanc, get };
}

describe('for whoever may see some studies', () => {
  test('a patient has only these', () => {
    expect(open().get('/ann', grantOn('ward')).json).toMatchObject({ Studies: [idOf('mine'), idOf('also')] });
  });

  test('a patient none of whose studies is inside is not there', () => {
    for (const path of ['/ben', '/ben/studies', '/ben/module', '/ben/statistics', '/nobody'])
      expect(open().get(path, grantOn('ward')).status).toBe(404);
  });

  test.each<[string, HeldGrant[] | undefined, string[]]>([
    ['/ann', grantOn('ward'), ['view success mine', 'view success also']],
    ['/ann/instances-tags', grantOn('elsewhere'), ['view success other']],
    ['/ann/module', grantOn('*'), ['view success mine', 'view success also', 'view success other']],
    ['/ben', grantOn('ward'), ['view refused ben1']],
    ['/nobody', grantOn('ward'), []],
    ['/ann', undefined, []],
  ])('%s with %j is written down as %j', (path, grants, expected) => {
    const { get, deeds } = open();
    get(path, grants);
    expect(deeds).toEqual(expected);
  });

  test('studies are those inside, without foreign labels', () => {
    expect(open().get('/ann/studies', grantOn('ward')).json).toMatchObject([
      { ID: idOf('mine'), Labels: ['ward'] },
      { ID: idOf('also'), Labels: ['ward'] },
    ]);
  });

  test('series and images are those of the studies inside', () => {
    const { get } = open();
    const idsOf = (path: string) => (get(path, grantOn('ward')).json as { ID: string }[]).map(({ ID }) => ID);
    expect(idsOf('/ann/series')).toEqual(['s1', 's2'].map(idOf));
    expect(idsOf('/ann/instances')).toEqual(['i1', 'i2', 'i3'].map(idOf));
  });

  test('statistics count what is inside', () => {
    expect(open().get('/ann/statistics', grantOn('ward')).json).toEqual({
      CountStudies: 2,
      CountSeries: 2,
      CountInstances: 3,
      DiskSize: '2097152',
      DiskSizeMB: 2,
      UncompressedSize: '2097152',
      UncompressedSizeMB: 2,
      DicomDiskSize: '2097152',
      DicomDiskSizeMB: 2,
      DicomUncompressedSize: '2097152',
      DicomUncompressedSizeMB: 2,
    });
  });

  test('the module and the tags come from images inside', () => {
    const { get, host } = open();
    get('/ann/module', grantOn('ward'), 'simplify');
    expect(host.asked.at(-1)?.uri).toBe(`/studies/${idOf('mine')}/module-patient?simplify`);
    get('/ann/instances-tags', grantOn('ward'), 'short');
    expect(host.asked.slice(-2).map(({ uri }) => uri)).toEqual([
      `/studies/${idOf('mine')}/instances-tags?short`,
      `/studies/${idOf('also')}/instances-tags?short`,
    ]);
  });

  test('tags are not read from images outside', () => {
    const { get, host } = open();
    get('/ann', grantOn('ward'), 'full&requested-tags=StudyDescription');
    expect(host.asked.map(({ uri }) => uri)).toContain(`/patients/${idOf('ann')}?full`);
  });
});

test.each<[string, HeldGrant[] | undefined]>([
  ['may see all studies of the patient', grantOn('ward', 'elsewhere')],
  ['may see every study', grantOn('*')],
  ['is Orthanc itself', undefined],
])('whoever %s gets what Orthanc answers', (_who, grants) => {
  const { get, host } = open();
  expect(get('/ann', grants, 'requested-tags=x').json).toMatchObject({
    Studies: ['mine', 'also', 'other'].map(idOf),
  });
  expect(host.asked.some(({ uri }) => uri === `/patients/${idOf('ann')}?requested-tags=x`)).toBe(true);
});
