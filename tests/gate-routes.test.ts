/// <reference path="../plugin/bindings/orthanc.d.ts" />
import { beforeAll, expect, test } from 'vitest';
import { makePermissionTable } from '../plugin/src/gate/permissions.ts';
import { nativeRoutes } from '../plugin/src/gate/routes.ts';
import { dicomWebRoutes, listOrthancRoutes, type NativeRoute } from './gate-routes.ts';
import { anonymous, type Client, withToken } from './stack/people.ts';

const findRule = makePermissionTable(nativeRoutes);
const describeRoute = ({ method, template }: NativeRoute) => `${method} ${template}`;

let routes: NativeRoute[];
beforeAll(async () => {
  routes = [...(await listOrthancRoutes()), ...dicomWebRoutes];
});

test('Orthanc 1.12.7 registers the routes that the permission table was written for', () => {
  expect(routes).toHaveLength(299 + dicomWebRoutes.length);
});

test('every route of Orthanc and DICOMweb has a permission, or is deliberately closed to everybody', () => {
  const closed = routes.filter(({ method, path }) => findRule(method, path) === undefined);
  expect(closed.map(describeRoute)).toEqual([
    'DELETE /changes',
    'DELETE /exports',
    'POST /instances/{id}/export',
    'POST /tools/execute-script',
    'POST /tools/reset',
    'POST /tools/shutdown',
  ]);
});

/** The routes that let a client through: whatever Orthanc says then, it is not the gate's empty 403. */
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

test.each<[string, Client]>([
  ['nobody in particular', anonymous],
  ['a token that nobody issued', withToken('sgim_nobody-issued-this')],
])('walking all of them as %s finds every one closed', async (_who, client) => {
  expect(await walk(client)).toEqual([]);
});
