import { Type } from 'typebox';
import { auditRoutes } from './audit.ts';
import { linkRoutes, NamedCredential } from './internal-links.ts';
import { roleRoutes } from './internal-roles.ts';
import { labelRoutes } from './labels.ts';
import { nodeRoutes } from './nodes.ts';
import { revocationRoutes } from './revocations.ts';
import { LineOfText, route, strictObject } from './route.ts';
import { GrantSchema, PermissionName } from './session.ts';

const Labels = Type.Array(Type.String());

/**
 * What a credential may do, in the words of the authorization plugin's web-service contract; `grants` is ours and says it
 * exactly. The flat lists are for readers that know no grants: a permission is in `permissions` only if it is held on
 * every label of `authorized-labels`.
 */
export const Profile = Type.Object({
  name: Type.String(),
  permissions: Type.Array(PermissionName),
  'authorized-labels': Labels,
  /** Seconds for which the answer may be reused. Never 0, which the authorization plugin takes for "for ever". */
  validity: Type.Integer({ minimum: 1 }),
  'user-id': Type.Union([Type.String(), Type.Null()]),
  groups: Type.Array(Type.String()),
  grants: Type.Array(GrantSchema),
});

/** What Orthanc's plugins ask the service for. Never public: not part of `api`, refused without the shared secret. */
export const internal = {
  health: route({
    method: 'GET',
    path: '/health',
    summary: 'Does the service work, its database included?',
    access: 'public',
    response: Type.Object({ status: Type.Literal('ok') }),
  }),
  getProfile: route({
    method: 'POST',
    path: '/user/get-profile',
    summary: 'What may the holder of this credential do?',
    access: 'service',
    // Not strict: other plugins and later versions send keys of their own.
    body: Type.Object({
      ...NamedCredential,
      /** Asks for a person by id instead, as audit logs do. Unknown people are `null`. */
      'user-id': Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
    response: Type.Union([Profile, Type.Null()]),
  }),
  createSetUpCode: route({
    method: 'POST',
    path: '/internal/set-up-code',
    summary: 'A new one-time code for the first administrator, or null when there is one',
    access: 'service',
    response: Type.Object({ code: Type.Union([Type.String(), Type.Null()]) }),
  }),
  createServiceToken: route({
    method: 'POST',
    path: '/internal/tokens',
    summary: 'A token that belongs to no person, on every study',
    access: 'service',
    body: strictObject({
      name: LineOfText(100),
      permissions: Type.Array(PermissionName, { minItems: 1, uniqueItems: true }),
      validSeconds: Type.Integer({ minimum: 1, maximum: 366 * 24 * 60 * 60 }),
    }),
    response: Type.Object({ secret: Type.String() }),
  }),
  ...linkRoutes,
  ...roleRoutes,
  ...revocationRoutes,
  ...auditRoutes,
  ...labelRoutes,
  ...nodeRoutes,
};
