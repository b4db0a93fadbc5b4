import { expect, test } from 'vitest';
import { readTarget } from './targets.ts';

const id = '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e';

test.each<[path: string, target: object | undefined]>([
  ['/system', undefined],
  ['/studies', undefined],
  ['/tools/find', undefined],
  [`/studies/${id}`, { kind: 'resource', level: 'studies', id }],
  [`/patients/${id}/archive`, { kind: 'resource', level: 'patients', id }],
  [`/instances/${id}/frames/3/raw`, { kind: 'resource', level: 'instances', id }],
  ['/dicom-web/studies', undefined],
  ['/dicom-web/studies/1.2/metadata', { kind: 'dicom', uids: { study: '1.2' } }],
  ['/dicom-web/studies/1.2/series', { kind: 'dicom', uids: { study: '1.2' } }],
  ['/dicom-web/studies/1.2/instances', { kind: 'dicom', uids: { study: '1.2' } }],
  ['/dicom-web/studies/1.2/series/3.4/rendered', { kind: 'dicom', uids: { study: '1.2', series: '3.4' } }],
  [
    '/dicom-web/studies/1.2/series/3.4/instances/5.6/frames/1,2',
    { kind: 'dicom', uids: { study: '1.2', series: '3.4', instance: '5.6' } },
  ],
  [`/jobs/${id}/archive`, { kind: 'work', id }],
  ['/queries/abc/answers/0/content', { kind: 'work', id: 'abc' }],
])('%s', (path, target) => {
  expect(readTarget(path, { query: [] })).toEqual(target);
});

test.each<[query: [string, string][], target: object | undefined]>([
  [[['objectUID', '1.2']], { kind: 'dicom', uids: { instance: '1.2' } }],
  [
    [
      ['studyUID', '1'],
      ['seriesUID', '2'],
      ['objectUID', '3'],
    ],
    { kind: 'dicom', uids: { study: '1', series: '2', instance: '3' } },
  ],
  [[['studyUID', '1']], undefined],
  [
    [
      ['objectUID', '1'],
      ['objectUID', '2'],
    ],
    { kind: 'dicom', uids: { instance: '' } },
  ],
])('WADO-URI with %j', (query, target) => {
  expect(readTarget('/wado', { query })).toEqual(target);
});

test('an archive names its resources in the query, once', () => {
  expect(readTarget('/tools/create-archive', { query: [['resources', `${id},${id}`]] })).toEqual({
    kind: 'resources',
    ids: [id, id],
  });
  const twice: [string, string][] = [
    ['resources', id],
    ['resources', 'other'],
  ];
  expect(readTarget('/tools/create-archive', { query: twice })).toEqual({ kind: 'resources', ids: [''] });
});
