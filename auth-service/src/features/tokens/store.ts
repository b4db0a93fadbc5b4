import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type pg from 'pg';
import { everyStudy, type Permission } from '../../../contract/permissions.ts';
import { type Account, accountColumns, toAccount } from '../../db/accounts.ts';
import { isUseOld } from '../../db/last-use.ts';
import type { TokenLimit } from './rules.ts';

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
  /** Left out: on everything that its owner has. */
  labels?: string[] | undefined;
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
      labels: token.labels ?? [everyStudy],
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

export interface LiveToken extends TokenLimit {
  id: string;
  name: string;
  /** Undefined for a token of the system itself. */
  owner: Account | undefined;
  expiresAt: Date;
  /** Whether its last use was noted too long ago. */
  useIsOld: boolean;
}

type TokenAndOwner = Omit<LiveToken, 'id' | 'name' | 'owner'> & { tokenId: string; tokenName: string } & (
    | Account
    | { id: null }
  );

/** The token of this secret and its owner, in one round trip, if it is neither revoked nor expired. */
export async function findTokenBySecret(pool: pg.Pool, secret: string): Promise<LiveToken | undefined> {
  const { rows } = await pool.query<TokenAndOwner>({
    name: 'find-token',
    text: findTokenSql,
    values: [hashSecret(secret)],
  });
  const [row] = rows;
  return (
    row && {
      id: row.tokenId,
      name: row.tokenName,
      owner: row.id === null ? undefined : toAccount(row),
      permissions: row.permissions,
      labels: row.labels,
      expiresAt: row.expiresAt,
      useIsOld: row.useIsOld,
    }
  );
}

const findTokenSql = `
  select api_tokens.id as "tokenId", api_tokens.name as "tokenName", api_tokens.permissions, api_tokens.labels,
    api_tokens.expires_at as "expiresAt",
    ${isUseOld('api_tokens')} as "useIsOld",
    ${accountColumns}
  from api_tokens left join users on users.id = api_tokens.owner_id
  where api_tokens.hash = $1 and api_tokens.revoked_at is null and api_tokens.expires_at > now()`;
