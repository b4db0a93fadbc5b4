import { describe, expect, it } from 'vitest';
import type { Grant, Permission } from '../../../contract/permissions.ts';
import { findExcess, findForeignLabels, limitGrants } from './rules.ts';

const grant = (permissions: string, ...labels: string[]): Grant => ({
  permissions: permissions.split(' ') as Permission[],
  labels,
});

describe('limitGrants', () => {
  it.each<[string, Grant[], string, string[], Grant[]]>([
    ['an owner with nothing', [], 'view', ['*'], []],
    ['a permission that the owner lacks', [grant('view', '*')], 'delete', ['*'], []],
    ['every study of the owner', [grant('view delete', 'a', 'b')], 'view', ['*'], [grant('view', 'a', 'b')]],
    ['some studies of an owner of all', [grant('view', '*')], 'view', ['a'], [grant('view', 'a')]],
    ['some studies of some', [grant('view', 'a', 'b')], 'view', ['b', 'c'], [grant('view', 'b')]],
    ['studies that the owner does not have', [grant('view', 'a')], 'view', ['b'], []],
    ['no study', [grant('view', '*')], 'view', [], []],
    [
      'grants apart: view on a and delete on b is not delete on a',
      [grant('view', 'a'), grant('delete', 'b')],
      'view delete',
      ['*'],
      [grant('view', 'a'), grant('delete', 'b')],
    ],
  ])('%s', (_name, owner, permissions, labels, expected) => {
    const limit = { permissions: permissions.split(' ') as Permission[], labels };
    expect(limitGrants(owner, limit)).toEqual(expected);
  });
});

describe('findForeignLabels', () => {
  it.each<[string, Grant[], string[], number[]]>([
    ['an owner of everything', [grant('view', '*')], ['a', 'b'], []],
    ['an owner of some', [grant('view', 'a'), grant('send', 'c')], ['b', 'a', 'c', 'd'], [0, 3]],
    ['an owner of nothing', [], ['a'], [0]],
  ])('%s', (_name, owner, labels, expected) => {
    expect(findForeignLabels(owner, labels)).toEqual(expected);
  });
});

describe('findExcess', () => {
  it('names what the owner holds nowhere', () => {
    expect(findExcess([grant('view', 'a'), grant('send', '*')], ['view', 'delete', 'send', 'stats'])).toEqual(
      ['delete', 'stats'],
    );
  });
});
