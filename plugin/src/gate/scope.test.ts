import { describe, expect, test } from 'vitest';
import { findScope, type HeldGrant, isEmpty } from './scope.ts';

const on = (labels: string[], ...permissions: string[]): HeldGrant => ({ permissions, labels });
const everything = { everything: true, labels: [], studies: [] };
const only = (...labels: string[]) => ({ everything: false, labels, studies: [] });

const view = ['all', 'view'];
const scenarios: [what: string, grants: HeldGrant[], required: string[], scope: object][] = [
  ['no grant', [], view, only()],
  ['the permission everywhere', [on(['*'], 'view')], view, everything],
  ['any one of several is enough', [on(['*'], 'send')], ['all', 'view', 'send'], everything],
  ['another permission', [on(['*'], 'upload')], view, only()],
  ['the permission on labels', [on(['a', 'b'], 'view')], view, only('a', 'b')],
  ['the permission without any label', [on([], 'view')], view, only()],
  ['two grants add up', [on(['a'], 'view'), on(['b', 'a'], 'view')], view, only('a', 'b')],
  ['a limited and an unlimited one', [on(['a'], 'view'), on(['*'], 'view')], view, everything],
  [
    'view on A and delete on B is no delete on A',
    [on(['a'], 'view'), on(['b'], 'delete')],
    ['delete'],
    only('b'),
  ],
  ['everything for another permission adds nothing', [on(['*'], 'send'), on(['a'], 'view')], view, only('a')],
  ['all', [on(['*'], 'all')], ['all', 'settings'], everything],
  ['all does not cover what its row does not name', [on(['*'], 'all')], ['admin-permissions'], only()],
  ['a row that asks for nothing that can be held', [on(['*'], 'view')], [''], only()],
  [
    'single studies',
    [{ permissions: ['view'], labels: [], studies: ['s'] }, on(['a'], 'view')],
    view,
    { everything: false, labels: ['a'], studies: ['s'] },
  ],
];

test.each(scenarios)('%s', (_what, grants, required, scope) => {
  expect(findScope(grants, required)).toEqual(scope);
});

describe('a scope', () => {
  test('is empty without a label or a study', () => {
    expect(isEmpty(findScope([], view))).toBe(true);
    expect(isEmpty(findScope([on(['a'], 'view')], view))).toBe(false);
    expect(isEmpty(findScope([on(['*'], 'view')], view))).toBe(false);
    expect(isEmpty(findScope([{ permissions: ['view'], labels: [], studies: ['s'] }], view))).toBe(false);
  });
});
