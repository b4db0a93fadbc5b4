import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type pg from 'pg';
import type { LinkedStudy, LinkTypeName } from '../../../contract/links.ts';
import type { Permission } from '../../../contract/permissions.ts';
import { isUseOld } from '../../db/last-use.ts';

export interface LinkRow {
  id: string;
  type: LinkTypeName;
  resources: LinkedStudy[];
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

interface NewLink {
  type: LinkTypeName;
  permissions: Permission[];
  resources: LinkedStudy[];
  /** As `user-id` in profiles; null where a plugin did not say. */
  createdBy: string | null;
  expiresAt: Date;
}

/** Tells links from API tokens, and makes them easy to find by scanners of leaked secrets. */
const mark = 'sgiml_';

const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export const isLinkSecret = (secret: string): boolean => secret.startsWith(mark);

/** The secret is returned here and cannot be had again. */
export async function createLink(knex: Knex, link: NewLink): Promise<{ id: string; secret: string }> {
  const secret = mark + randomBytes(32).toString('base64url');
  const [row] = await knex('links')
    .insert({
      hash: hashSecret(secret),
      type: link.type,
      permissions: link.permissions,
      resources: JSON.stringify(link.resources),
      created_by: link.createdBy,
      expires_at: link.expiresAt,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('the link was not stored');
  return { id: row.id, secret };
}

export interface FoundLink {
  id: string;
  type: LinkTypeName;
  permissions: Permission[];
  resources: LinkedStudy[];
  expiresAt: Date;
  state: 'live' | 'expired' | 'revoked';
  /** Whether its last use was noted too long ago. */
  useIsOld: boolean;
}

/**
 * Whether whoever made a link could make it today: whose account is disabled or who has lost the right to share does not go on reading
 * by a link. What a plugin did not say, or an ownerless token has made, ends with the link.
 */
const makerStands = `(
  links.created_by is null or links.created_by like 'service:%' or exists (
    select 1 from users
    join grants on grants.user_id = users.id
      or grants.role in (select role from user_roles where user_id = users.id)
    where users.id::text = links.created_by and users.disabled_at is null
      and (grants.ends_at is null or grants.ends_at > now())
      and case when links.type = 'download-instant-link' then 'download'
        when links.type like '%-instant-link' then 'view' else 'share' end = any (grants.permissions)
  )
)`;

/** The link of this secret, in whatever state it is. */
export async function findLinkBySecret(pool: pg.Pool, secret: string): Promise<FoundLink | undefined> {
  if (!isLinkSecret(secret)) return undefined;
  const { rows } = await pool.query<FoundLink>({
    name: 'find-link',
    text: `select id, type, permissions, resources, expires_at as "expiresAt",
        case when revoked_at is not null or not ${makerStands} then 'revoked' when expires_at <= now() then 'expired' else 'live' end as state,
        ${isUseOld('links')} as "useIsOld"
      from links where hash = $1`,
    values: [hashSecret(secret)],
  });
  return rows[0];
}

const live = (knex: Knex, createdBy: string) =>
  knex('links').where({ created_by: createdBy, revoked_at: null }).where('expires_at', '>', knex.fn.now());

/** What somebody has made and still opens something, newest first. */
export const listLinks = (knex: Knex, createdBy: string): Promise<LinkRow[]> =>
  live(knex, createdBy)
    .orderBy([{ column: 'created_at', order: 'desc' }, { column: 'id' }])
    .select<LinkRow[]>([
      'id',
      'type',
      'resources',
      'created_at as createdAt',
      'expires_at as expiresAt',
      'last_used_at as lastUsedAt',
    ]);

/** Returns false when they have no such link, or not any more. */
export async function revokeLink(knex: Knex, createdBy: string, id: string): Promise<boolean> {
  const revoked = await live(knex, createdBy).where({ id }).update({ revoked_at: knex.fn.now() });
  return revoked === 1;
}
