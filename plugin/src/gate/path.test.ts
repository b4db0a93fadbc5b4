import { describe, expect, test } from 'vitest';
import { firstSegment, normalisePath, shapeOf } from './path.ts';

describe('a path that rules can be applied to', () => {
  test.each([
    ['/', '/'],
    ['//', '/'],
    ['/system', '/system'],
    ['/system/', '/system'],
    ['/system///', '/system'],
    ['/sgim/app/assets/a b.js', '/sgim/app/assets/a b.js'],
    ['/studies/a/labels/à-lire', '/studies/a/labels/à-lire'],
    ['/studies/..a/.hidden', '/studies/..a/.hidden'],
  ])('%j is %j', (path, normal) => {
    expect(normalisePath(path)).toBe(normal);
  });
});

describe('a path that is never served', () => {
  test.each([
    '',
    'system',
    '/sgim/app/../../system',
    '/sgim/app/..',
    '/./system',
    '/sgim//app',
    '//system',
    '/sgim/app/%2e%2e/system',
    '/sgim\\app',
    '/system\0',
  ])('%j', (path) => {
    expect(normalisePath(path)).toBeUndefined();
  });
});

test('the first segment', () => {
  expect(['/', '/system', '/studies/a/series'].map(firstSegment)).toEqual(['', 'system', 'studies']);
});

const id = '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e';

test.each([
  ['/', '/'],
  ['/system', '/system'],
  ['/tools/find', '/tools/find'],
  [`/studies/${id}`, '/studies/*'],
  [`/instances/${id}/frames/0/raw`, '/instances/*/frames/0/raw'],
  ['/instances/66c8e41e/file', '/instances/66c8e41e/file'],
  ['/dicom-web/studies', '/dicom-web/studies'],
  ['/dicom-web/studies/1.2', '/dicom-web/studies/*'],
  ['/dicom-web/studies/1.2/metadata', '/dicom-web/studies/*/metadata'],
  ['/dicom-web/studies/1.2/series', '/dicom-web/studies/*/series'],
  ['/dicom-web/studies/1.2/series/3.4/rendered', '/dicom-web/studies/*/series/*/rendered'],
  [
    '/dicom-web/studies/1.2/series/3.4/instances/5.6/frames/1,2',
    '/dicom-web/studies/*/series/*/instances/*/frames/1,2',
  ],
  ['/dicom-web/studies/1.2/instances/3.4', '/dicom-web/studies/*/instances/3.4'],
])('%s has the shape %s', (path, shape) => {
  expect(shapeOf(path)).toBe(shape);
});
