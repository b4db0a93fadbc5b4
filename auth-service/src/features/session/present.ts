import type { Static } from 'typebox';
import { type Grant, type Permission, permissions } from '../../../contract/permissions.ts';
import type { SignedInUser } from '../../../contract/session.ts';
import type { ActingAccount } from '../../http/access.ts';

/** A person as they see themselves. */
export function presentUser(account: ActingAccount, grants: Grant[]): Static<typeof SignedInUser> {
  const held = new Set<Permission>(grants.flatMap((grant) => grant.permissions));
  return {
    id: account.id,
    name: account.name,
    email: account.email,
    roles: account.roles,
    permissions: permissions.filter((permission) => held.has(permission)),
    grants,
  };
}
