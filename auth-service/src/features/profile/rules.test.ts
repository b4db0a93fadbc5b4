import { describe, expect, it } from 'vitest';
import type { Grant, Permission } from '../../../contract/permissions.ts';
import { findValidity, flattenGrants } from './rules.ts';

const grant = (permissions: string, ...labels: string[]): Grant => ({
  permissions: permissions.split(' ') as Permission[],
  labels,
});

describe('flattenGrants', () => {
  it.each<[string, Grant[], string, string[]]>([
    ['nothing', [], '', []],
    ['no labels', [grant('view')], '', []],
    ['everything', [grant('delete view', '*')], 'view delete', ['*']],
    ['labels', [grant('view', 'b', 'a')], 'view', ['a', 'b']],
    ['view on a, delete on b: neither on both', [grant('view', 'a'), grant('delete', 'b')], '', ['a', 'b']],
    ['view on both by two grants', [grant('view delete', 'a'), grant('view', 'b')], 'view', ['a', 'b']],
    ['upload everywhere, view on a', [grant('upload', '*'), grant('view', 'a')], 'upload', ['*']],
    [
      'a link: nothing, so that other plugins ask for each study',
      [{ ...grant('view'), studies: ['1'] }],
      '',
      [],
    ],
    ['two grants on everything', [grant('upload', '*'), grant('view', '*')], 'view upload', ['*']],
  ])('%s', (_name, grants, permissions, labels) => {
    expect(flattenGrants(grants)).toEqual({ permissions: permissions.split(' ').filter(Boolean), labels });
  });
});

describe('findValidity', () => {
  const now = new Date('2026-11-22T12:00:00Z');
  it.each([
    ['an hour', 3_600_000, 60],
    ['half a minute', 30_900, 30],
    ['less than a second, but 0 would mean for ever', 400, 1],
    ['nothing', -5_000, 1],
  ])('of a credential with %s left', (_name, leftMs, expected) => {
    expect(findValidity(new Date(now.getTime() + leftMs), now)).toBe(expected);
  });
});
