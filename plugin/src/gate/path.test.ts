import { describe, expect, test } from 'vitest';
import { firstSegment, normalisePath } from './path.ts';

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
