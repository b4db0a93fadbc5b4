import { expect, it } from 'vitest';
import type { Grant } from '../../contract/permissions.ts';
import type { Route } from '../../contract/route.ts';
import { type Actor, decideAccess } from './access.ts';

const grants: Grant[] = [{ permissions: ['view'], labels: ['a'] }];
const common = { id: '1', name: 'Ada', grants, expiresAt: new Date() };
const account = { id: '1', name: 'Ada', email: 'ada@example.org', roles: [] };
const session: Actor = { kind: 'session', ...common, account };
const link: Actor = { kind: 'link', ...common, account: undefined, resources: [] };
const token: Actor = { kind: 'token', ...common, account };

it.each<[Route['access'], 'door' | 'service' | undefined, string, Actor | undefined, number]>([
  ['public', 'door', 'nobody', undefined, 200],
  ['signed-in', 'door', 'nobody', undefined, 401],
  ['signed-in', 'door', 'a session', session, 200],
  ['signed-in', 'door', 'a token', token, 403],
  ['view', 'door', 'nobody', undefined, 401],
  ['view', 'door', 'a session', session, 200],
  ['view', 'door', 'a token', token, 200],
  ['delete', 'door', 'a session', session, 403],
  ['delete', 'door', 'a token', token, 403],
  ['public', 'door', 'a link', link, 200],
  ['view', 'door', 'a link', link, 403],
  ['signed-in', 'door', 'a link', link, 403],
  ['service', 'service', 'nobody', undefined, 200],
  ['service', 'door', 'a session', session, 403],
  ['service', undefined, 'nobody', undefined, 403],
])('a %s route by %s for %s: %i', (access, caller, _who, actor, expected) => {
  const decision = decideAccess(access, caller, actor);
  expect(decision.allow ? 200 : decision.status).toBe(expected);
});
