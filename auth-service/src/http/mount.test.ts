import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { Type } from 'typebox';
import { afterAll, beforeEach, expect, it, vi } from 'vitest';
import type { Problem } from '../../contract/errors.ts';
import { route, strictObject } from '../../contract/route.ts';
import type { Actor } from './access.ts';
import { answerFailures, refuseUnknown } from './failures.ts';
import { createMount } from './mount.ts';

const publicUrl = 'http://images.example.org';
const update = route({
  method: 'PUT',
  path: '/things/:id',
  summary: 'A route as the administration will have them',
  access: 'users-manage',
  params: strictObject({ id: Type.Integer({ minimum: 1 }) }),
  query: strictObject({ limit: Type.Optional(Type.Integer({ maximum: 50 })) }),
  body: strictObject({ size: Type.Integer() }),
  response: Type.Object({ id: Type.Integer() }),
});

const handle = vi.fn();
const identify = vi.fn<() => Promise<Actor | undefined>>();
const app = express().set('query parser', 'simple');
createMount(app, { identify, publicUrl, checkResponses: true })(update, handle);
app.use(refuseUnknown, answerFailures(pino({ level: 'silent' })));
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => server.close());

const manager: Actor = {
  kind: 'session',
  id: '1',
  name: 'Ada',
  account: { id: '1', name: 'Ada', email: 'ada@example.org', roles: [] },
  grants: [{ permissions: ['users-manage'], labels: ['*'] }],
  expiresAt: new Date(),
};

beforeEach(() => {
  handle.mockReset().mockResolvedValue({ id: 7 });
  identify.mockReset().mockResolvedValue(manager);
});

async function call(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', cookie: 'sgim_session=x', origin: publicUrl, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Partial<Problem> & { id?: number } };
}

it('gives the handler what the declaration promises', async () => {
  const answer = await call('/things/7?limit=5', { size: 3 });
  expect([answer.status, answer.body]).toEqual([200, { id: 7 }]);
  expect(handle).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ params: { id: 7 }, query: { limit: 5 }, body: { size: 3 }, actor: manager }),
  );
});

it.each<[string, string, unknown, Actor | undefined, Record<string, string>, number, string]>([
  ['nobody', '/things/7', { size: 3 }, undefined, {}, 401, 'session.required'],
  ['nobody, before the body is looked at', '/things/7', 'x', undefined, {}, 401, 'session.required'],
  [
    'somebody without the permission',
    '/things/7',
    { size: 3 },
    { ...manager, grants: [] },
    {},
    403,
    'permission.missing',
  ],
  [
    'another site',
    '/things/7',
    { size: 3 },
    manager,
    { origin: 'http://evil.example' },
    403,
    'request.cross-site',
  ],
  ['a parameter of another type', '/things/seven', { size: 3 }, manager, {}, 400, 'request.invalid'],
  ['a parameter out of range', '/things/0', { size: 3 }, manager, {}, 400, 'request.invalid'],
  ['an argument out of range', '/things/7?limit=51', { size: 3 }, manager, {}, 400, 'request.invalid'],
  ['an argument twice', '/things/7?limit=1&limit=2', { size: 3 }, manager, {}, 400, 'request.invalid'],
  ['an unknown argument', '/things/7?offset=1', { size: 3 }, manager, {}, 400, 'request.invalid'],
  ['text for a number in the body', '/things/7', { size: '3' }, manager, {}, 400, 'request.invalid'],
  ['an unknown key', '/things/7', { size: 3, admin: true }, manager, {}, 400, 'request.invalid'],
])('refuses %s and calls no handler', async (_name, path, body, actor, headers, status, code) => {
  identify.mockResolvedValue(actor);
  const answer = await call(path, body, headers);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(handle).not.toHaveBeenCalled();
});

it('lets a token that holds the permission in without an origin, since no browser sends it by itself', async () => {
  identify.mockResolvedValue({ ...manager, kind: 'token' });
  const answer = await call(
    '/things/7',
    { size: 3 },
    { authorization: 'Bearer x', origin: 'http://evil.example' },
  );
  expect(answer.status).toBe(200);
});

it.each([
  ['lacks a key', {}],
  ['has another type', { id: '7' }],
  ['says more than the contract names', { id: 7, passwordHash: 'x' }],
])('in tests, an answer that %s is a failure', async (_name, output) => {
  handle.mockResolvedValue(output);
  const answer = await call('/things/7', { size: 3 });
  expect([answer.status, answer.body.code]).toEqual([500, 'internal']);
  expect(JSON.stringify(answer.body)).not.toContain('passwordHash');
});
