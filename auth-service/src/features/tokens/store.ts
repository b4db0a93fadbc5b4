import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { everyStudy, type Permission } from '../../../contract/permissions.ts';

export interface TokenRow {
  id: string;
  ownerId: string | null;
  name: string;
  prefix: string;
  permissions: Permission[];
  labels: string[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

interface NewToken {
  /** Null for a token of the system itself. */
  ownerId: string | null;
  name: string;
  permissions: Permission[];
  validSeconds: number;
}

const columns = [
  'id',
  'owner_id as ownerId',
  'name',
  'prefix',
  'permissions',
  'labels',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'last_used_at as lastUsedAt',
];

/** Makes secrets easy to find by scanners of leaked secrets. */
const mark = 'sgim_';
const prefixLength = mark.length + 6;
/** Using a token must not be a write per image. */
const useStepSeconds = 60;

const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** The secret is returned here and cannot be had again. */
export async function createToken(knex: Knex, token: NewToken): Promise<{ token: TokenRow; secret: string }> {
  const secret = mark + randomBytes(32).toString('base64url');
  const [row] = await knex('api_tokens')
    .insert({
      owner_id: token.ownerId,
      name: token.name,
      prefix: secret.slice(0, prefixLength),
      hash: hashSecret(secret),
      permissions: token.permissions,
      labels: [everyStudy],
      expires_at: knex.raw(`now() + ? * interval '1 second'`, [token.validSeconds]),
    })
    .returning<TokenRow[]>(columns);
  if (!row) throw new Error('the token was not stored');
  return { token: row, secret };
}

/** A person's tokens that are not revoked, newest first; those that have expired are among them. */
export const listTokens = (knex: Knex, ownerId: string): Promise<TokenRow[]> =>
  knex('api_tokens')
    .where({ owner_id: ownerId, revoked_at: null })
    .orderBy([{ column: 'created_at', order: 'desc' }, { column: 'id' }])
    .select<TokenRow[]>(columns);

/** Returns false when this person has no such token, or not any more. */
export async function revokeToken(knex: Knex, ownerId: string, id: string): Promise<boolean> {
  const revoked = await knex('api_tokens')
    .where({ id, owner_id: ownerId, revoked_at: null })
    .update({ revoked_at: knex.fn.now() });
  return revoked === 1;
}

/** The token of this secret, if it is neither revoked nor expired; notes its use, at most once a minute. */
export async function findTokenBySecret(knex: Knex, secret: string): Promise<TokenRow | undefined> {
  const row = await knex('api_tokens')
    .where({ hash: hashSecret(secret), revoked_at: null })
    .where('expires_at', '>', knex.fn.now())
    .first<(TokenRow & { useIsOld: boolean }) | undefined>([
      ...columns,
      knex.raw(`coalesce(last_used_at < now() - ? * interval '1 second', true) as "useIsOld"`, [
        useStepSeconds,
      ]),
    ]);
  if (row?.useIsOld) await knex('api_tokens').where({ id: row.id }).update({ last_used_at: knex.fn.now() });
  return row;
}
