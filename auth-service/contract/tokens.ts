import { Type } from 'typebox';
import { Label } from './labels.ts';
import { LineOfText, route, strictObject } from './route.ts';
import { GrantSchema, PermissionName } from './session.ts';

export const ApiToken = Type.Object({
  id: Type.String({ format: 'uuid' }),
  name: Type.String(),
  /** The first characters, to recognise it by. */
  prefix: Type.String(),
  grants: Type.Array(GrantSchema),
  createdAt: Type.String({ format: 'date-time' }),
  expiresAt: Type.String({ format: 'date-time' }),
  lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});

/** Personal API tokens, for REST and DICOMweb clients. */
export const tokens = {
  list: route({
    method: 'GET',
    path: '/sgim/api/tokens',
    summary: 'My API tokens',
    access: 'signed-in',
    response: Type.Array(ApiToken),
  }),
  create: route({
    method: 'POST',
    path: '/sgim/api/tokens',
    summary: 'Create an API token; its secret is answered once and never again',
    access: 'signed-in',
    body: strictObject({
      name: LineOfText(100),
      permissions: Type.Array(PermissionName, { minItems: 1, uniqueItems: true }),
      labels: Type.Optional(
        Type.Array(Label, {
          minItems: 1,
          maxItems: 100,
          uniqueItems: true,
          description: 'Only studies with one of these; left out: everything that I have',
        }),
      ),
      validDays: Type.Integer({ minimum: 1, maximum: 366 }),
    }),
    response: Type.Object({ token: ApiToken, secret: Type.String() }),
  }),
  revoke: route({
    method: 'DELETE',
    path: '/sgim/api/tokens/:id',
    summary: 'Revoke an API token',
    access: 'signed-in',
    params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
    response: null,
  }),
};
