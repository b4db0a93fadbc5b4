/// <reference path="../plugin/bindings/orthanc.d.ts" />
import { beforeAll, describe, expect, test } from 'vitest';
import type { Permission } from '../auth-service/contract/permissions.ts';
import { makePermissionTable } from '../plugin/src/gate/permissions.ts';
import { nativeRoutes } from '../plugin/src/gate/routes.ts';
import { dicomWebRoutes, listOrthancRoutes, type NativeRoute } from './gate-routes.ts';
import { anonymous, type Client, createToken, createUser, signIn, withToken } from './stack/people.ts';

const permissionsFor = makePermissionTable(nativeRoutes);
const describeRoute = ({ method, template }: NativeRoute) => `${method} ${template}`;

let routes: NativeRoute[];
beforeAll(async () => {
  routes = [...(await listOrthancRoutes()), ...dicomWebRoutes];
});

/** The routes that a client is let through to: whatever Orthanc says then, it is not the gate's empty 403. */
async function walk(client: Client): Promise<string[]> {
  const open: string[] = [];
  for (const route of routes) {
    const response = await client(route.path, { method: route.method });
    const body = await response.text();
    if (response.status !== 403) open.push(describeRoute(route));
    else expect(body).toBe('');
  }
  return open;
}

/** Those that any one of these permissions opens. */
const openTo = (...held: string[]) =>
  routes
    .filter(({ method, path }) =>
      permissionsFor(method, path)?.some((permission) => held.includes(permission)),
    )
    .map(describeRoute);

test('Orthanc 1.12.7 registers the routes that the permission table was written for', () => {
  expect(routes).toHaveLength(299 + dicomWebRoutes.length);
});

test('every route of Orthanc and DICOMweb has a permission, or is deliberately closed to everybody', () => {
  const closed = routes.filter(({ method, path }) => permissionsFor(method, path) === undefined);
  expect(closed.map(describeRoute)).toEqual([
    'DELETE /changes',
    'DELETE /exports',
    'POST /instances/{id}/export',
    'POST /tools/execute-script',
    'POST /tools/reset',
    'POST /tools/shutdown',
  ]);
});

describe('walking all of them', () => {
  test('anonymously finds every one closed', async () => {
    expect(await walk(anonymous)).toEqual([]);
  });

  test('with a token that nobody issued finds every one closed', async () => {
    expect(await walk(withToken('sgim_nobody-issued-this'))).toEqual([]);
  });

  test('as a user whose grants are limited to labels finds every one closed', async () => {
    const user = await createUser({
      roles: ['PHYSICIAN'],
      grants: [{ permissions: ['view', 'delete', 'settings'], labels: ['site-a'] }],
    });
    expect(await walk(await signIn(user))).toEqual([]);
  });

  test.each<[Permission[]]>([[['view']], [['upload']], [['send', 'q-r-remote-modalities']]])(
    'with a token for %j opens what it is for',
    async (permissions) => {
      const token = await createToken(permissions);
      expect(await walk(withToken(token))).toEqual(openTo(...permissions));
    },
  );

  test('as the administrator opens all but the closed ones', async () => {
    const open = await walk(await signIn());
    expect(open).toEqual(
      routes.filter(({ method, path }) => permissionsFor(method, path)).map(describeRoute),
    );
  });
});
