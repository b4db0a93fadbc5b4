import { Type } from 'typebox';
import { ownStudies, permissions } from './permissions.ts';
import { LineOfText, route } from './route.ts';

/** A label of studies, every study, or one's own. */
const RoleLabel = Type.String({ pattern: `^(\\*|${ownStudies}|[A-Za-z0-9_-]{1,64})$` });

/** `all` is every word except `admin-permissions`. */
const RolePermission = Type.Enum([...permissions, 'all']);

const Roles = Type.Record(
  LineOfText(100),
  Type.Object({
    'authorized-labels': Type.Array(RoleLabel, { maxItems: 1000 }),
    permissions: Type.Array(RolePermission, { maxItems: 100 }),
  }),
  { additionalProperties: false },
);

/** Roles in the words of the authorization plugin's web service: one list of permissions and one of labels each. */
export const roleRoutes = {
  readRoles: route({
    method: 'GET',
    path: '/settings/roles',
    summary: 'The roles and what they give, as far as two flat lists can say it',
    access: 'service',
    response: Type.Object({
      roles: Roles,
      /** Those that some grant names; Orthanc knows which ones studies carry. */
      'available-labels': Type.Array(Type.String()),
    }),
  }),
  writeRoles: route({
    method: 'PUT',
    path: '/settings/roles',
    summary: 'Replace the roles: those that are built in, or read the same as they are, stay',
    access: 'service',
    // Not strict: `available-labels` and `server-id` come back, too.
    body: Type.Object({ roles: Roles }),
    response: Type.Null(),
  }),
};
