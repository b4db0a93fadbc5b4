import type { Migration } from '../migrate.ts';

/**
 * Why: tokens for REST and DICOMweb clients. Of the secret only its SHA-256 is kept: it is 256 random bits, which no
 * dictionary has, so that a slow hash would add nothing. No owner means a token of the system itself.
 */
export const createApiTokens: Migration = {
  name: '2026-11-22-2320-create-api-tokens',

  async up(knex) {
    await knex.raw(`
      create table api_tokens (
        id uuid primary key default gen_random_uuid(),
        owner_id uuid references users on delete cascade,
        name text not null,
        prefix text not null,
        hash bytea not null unique,
        permissions text[] not null,
        labels text[] not null default '{*}',
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      create index api_tokens_owner_id on api_tokens (owner_id);
    `);
  },

  async down(knex) {
    await knex.raw('drop table api_tokens');
  },
};
