import { expect, it } from 'vitest';
import { api } from '../../contract/api.ts';
import type { Route } from '../../contract/route.ts';
import { startTestService } from '../../test/service.ts';

const service = await startTestService();

it('describes each public route to everybody, and no internal one', async () => {
  const { status, body } = await service.call('GET /sgim/api/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.0');
  const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const declared = Object.values(api)
    .flatMap((feature) => Object.values<Route>(feature))
    .map((route) => `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`);
  expect(described.sort()).toEqual(declared.sort());
});

it('says of a route what it takes, what it answers and who may call it', async () => {
  const { body } = await service.call('GET /sgim/api/openapi.json');
  expect(body.paths['/sgim/api/tokens/{id}'].delete).toEqual({
    operationId: 'tokens.revoke',
    tags: ['tokens'],
    summary: 'Revoke an API token',
    description: 'For a signed-in person.',
    security: [{ session: [] }],
    parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }],
    responses: { 204: { description: 'Done' }, default: { $ref: '#/components/responses/Problem' } },
  });
  const create = body.paths['/sgim/api/tokens'].post;
  expect(create.requestBody.content['application/json'].schema.required).toEqual([
    'name',
    'permissions',
    'validDays',
  ]);
  expect(create.responses[200].content['application/json'].schema.properties.secret).toEqual({
    type: 'string',
  });
});

it('refers to nothing that is not there', async () => {
  const { body } = await service.call('GET /sgim/api/openapi.json');
  for (const [, reference = ''] of JSON.stringify(body).matchAll(/"\$ref":"#\/([^"]*)"/g)) {
    const target = reference.split('/').reduce((node, key) => node?.[key], body);
    expect(target, reference).toBeDefined();
  }
});
