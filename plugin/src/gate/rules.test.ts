import { describe, expect, test } from 'vitest';
import type { SiteRow } from '../configuration/permission-rows.ts';
import { makeRules } from './rules.ts';
import { readTarget } from './targets.ts';

const id = '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e';
const site: SiteRow[] = [
  ['post', '^/tools/find$', 'all|look', undefined],
  ['get', '^/system$', '', undefined],
  ['get', '^/studies/[a-f0-9-]+$', 'first', undefined],
  ['get', '^(?:/studies/.*|/wsi/.*)$', 'second', undefined],
  ['get', '^/studies/.*$', 'never', undefined],
  ['get', '^/things$', 'view', 'any'],
  ['delete', '^/studies/x/thumbs$', 'view', undefined],
  ['delete', '^/whatever/.*$', 'view', undefined],
];

function open(replacing: SiteRow[] | undefined, extra: SiteRow[] = []) {
  const find = makeRules({ replacing, extra });
  return (method: HttpMethod, path: string) => {
    const rule = find(method, path, readTarget(path, { query: [] }));
    return rule && [rule.permissions.join('|'), rule.reach];
  };
}

describe('a table in place of ours', () => {
  test.each<[HttpMethod, string, [string, string] | undefined]>([
    // The reach of our table for the same request.
    ['POST', '/tools/find', ['all|look', 'cut']],
    ['GET', '/system', ['', 'any']],
    // The first row that matches, wherever a path may begin.
    ['GET', `/studies/${id}`, ['first', 'study']],
    ['GET', `/studies/${id}/archive`, ['second', 'study']],
    // What our table has no row for.
    ['GET', '/wsi/pyramids', ['second', 'all']],
    ['GET', '/things', ['view', 'any']],
    ['DELETE', '/studies/x/thumbs', ['view', 'study']],
    ['DELETE', '/whatever/x', ['view', 'all']],
    // Nothing of ours is left.
    ['GET', '/statistics', undefined],
    ['POST', '/instances', undefined],
    ['GET', '/unheard-of', undefined],
    ['PUT', '/system', undefined],
  ])('%s %s', (method, path, expected) => {
    expect(open(site)(method, path)).toEqual(expected);
  });
});

test('rows after ours', () => {
  const find = open(undefined, [
    ['get', '^/wsi/pyramids/[^/]+$', 'view', 'any'],
    ['get', '^/system$', 'other', undefined],
  ]);
  expect(find('GET', '/wsi/pyramids/x')).toEqual(['view', 'any']);
  expect(find('GET', '/system')).toEqual(['all|view|settings', 'any']);
  expect(find('POST', '/wsi/pyramids/x')).toBeUndefined();
});
