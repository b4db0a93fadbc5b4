import { describe, expect, it } from 'vitest';
import type { Grant, Permission } from '../../../contract/permissions.ts';
import { type Changes, endsAdministration, findChanges, flattenRole, type Role, tidy } from './rules.ts';

const grant = (permissions: string, ...labels: string[]): Grant => ({
  permissions: permissions.split(' ').filter(Boolean) as Permission[],
  labels,
});
const role = (name: string, ...grants: Grant[]): Role => ({ name, builtIn: false, isHeld: false, grants });

describe('flattenRole', () => {
  it.each<[string, Grant[], string, string[]]>([
    ['a role with nothing', [], '', []],
    ['one grant', [grant('download view', 'b', 'a')], 'view download', ['a', 'b']],
    ['one grant without labels yet', [grant('view')], 'view', []],
    ['one grant without permissions yet', [grant('', 'a')], '', ['a']],
    ['two grants on everything', [grant('upload', '*'), grant('view', '*')], 'view upload', ['*']],
    ['two grants apart', [grant('view', 'a'), grant('delete', 'b')], '', ['a', 'b']],
  ])('%s', (_name, grants, permissions, labels) => {
    expect(flattenRole({ grants })).toEqual({ permissions: permissions.split(' ').filter(Boolean), labels });
  });
});

describe('tidy', () => {
  it('puts words in their order, once', () => {
    expect(tidy(['download', 'view', 'download'], ['b', 'a', 'b'])).toEqual({
      permissions: ['view', 'download'],
      labels: ['a', 'b'],
    });
  });

  it('spells out all, which is everything but admin-permissions', () => {
    const { permissions } = tidy(['all'], ['*', 'a']);
    expect(permissions).toContain('report-sign');
    expect(permissions).not.toContain('admin-permissions');
    expect(tidy(['admin-permissions', 'all'], ['*', 'a']).permissions).toContain('admin-permissions');
    expect(tidy(['all'], ['*', 'a']).labels).toEqual(['*']);
  });
});

describe('findChanges', () => {
  const apart = role('A', grant('view', 'a'), grant('delete', 'b'));
  const flat = (role: Role) => [role.name, flattenRole(role)] as const;
  const none: Changes = { create: [], replace: [], delete: [] };

  it.each<[string, Role[], [string, ReturnType<typeof tidy>][], Partial<Changes>]>([
    ['what was read', [apart, role('B')], [[...flat(apart)], [...flat(role('B'))]], {}],
    [
      'another label for a role of two grants',
      [apart],
      [['A', tidy(['view'], ['c'])]],
      { replace: [{ name: 'A', permissions: ['view'], labels: ['c'] }] },
    ],
    [
      'a role that is new',
      [],
      [['C', tidy(['view'], ['c'])]],
      { create: [{ name: 'C', permissions: ['view'], labels: ['c'] }] },
    ],
    ['none of the roles', [role('A'), { ...role('B'), builtIn: true }], [], { delete: ['A'] }],
  ])('%s', (_name, current, wished, changes) => {
    expect(findChanges(current, new Map(wished))).toEqual({ ...none, ...changes });
  });
});

describe('endsAdministration', () => {
  it.each<[boolean, string, string, Permission[], string[]]>([
    [false, 'the means on every study', 'ADMIN', ['users-manage', 'admin-permissions'], ['*']],
    [true, 'no users-manage', 'ADMIN', ['view', 'admin-permissions'], ['*']],
    [true, 'no admin-permissions', 'ADMIN', ['users-manage'], ['*']],
    [true, 'the means on some studies', 'ADMIN', ['users-manage', 'admin-permissions'], ['a']],
    [false, 'nothing, for another role', 'PHYSICIAN', [], []],
  ])('%s: %s', (expected, _what, name, permissions, labels) => {
    expect(endsAdministration({ create: [], delete: [], replace: [{ name, permissions, labels }] })).toBe(
      expected,
    );
  });
});
