import { expect, test } from 'vitest';
import { type HeldGrant, isAllowed } from './decision.ts';

const everywhere = (...permissions: string[]): HeldGrant => ({ permissions, labels: ['*'] });
const on = (label: string, ...permissions: string[]): HeldGrant => ({ permissions, labels: [label] });

const scenarios: [what: string, grants: HeldGrant[], required: string[], allowed: boolean][] = [
  ['no grant', [], ['all', 'view'], false],
  ['the permission everywhere', [everywhere('view')], ['all', 'view'], true],
  ['any one of several is enough', [everywhere('send')], ['all', 'view', 'send'], true],
  ['another permission', [everywhere('upload')], ['all', 'view'], false],
  ['the permission on one label', [on('site-a', 'view')], ['all', 'view'], false],
  ['the permission without any label', [{ permissions: ['view'], labels: [] }], ['all', 'view'], false],
  [
    'one grant gives the scope, another the permission',
    [everywhere('send'), on('a', 'view')],
    ['view'],
    false,
  ],
  ['all', [everywhere('all')], ['all', 'settings'], true],
  ['all does not cover what its row does not name', [everywhere('all')], ['admin-permissions'], false],
  ['a row that asks for nothing that can be held', [everywhere('view')], [''], false],
];

test.each(scenarios)('%s', (_what, grants, required, allowed) => {
  expect(isAllowed(grants, required)).toBe(allowed);
});
