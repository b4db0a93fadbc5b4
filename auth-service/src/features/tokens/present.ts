import type { Static } from 'typebox';
import type { Grant } from '../../../contract/permissions.ts';
import type { ApiToken } from '../../../contract/tokens.ts';
import { limitGrants } from './rules.ts';
import type { TokenRow } from './store.ts';

/** A token as its owner sees it, with what it gives today. */
export function presentToken(token: TokenRow, ownerGrants: readonly Grant[]): Static<typeof ApiToken> {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    grants: limitGrants(ownerGrants, token),
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  };
}
