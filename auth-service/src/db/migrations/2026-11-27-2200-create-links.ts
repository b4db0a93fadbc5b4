import type { Migration } from '../migrate.ts';

/**
 * Why: shares and instant links. A link opens the studies that it names and nothing else, whatever labels they carry. Of its
 * secret, 256 random bits, only the SHA-256 is kept. `resources` is a list of `{ orthancId, dicomUid, level }`, either identifier
 * null where it was not given. `created_by` is a person's id, `service:` and a token's id, or null where a plugin did not say; it is
 * text, because a link that somebody was given outlives its maker.
 */
export const createLinks: Migration = {
  name: '2026-11-27-2200-create-links',

  async up(knex) {
    await knex.raw(`
      create table links (
        id uuid primary key default gen_random_uuid(),
        hash bytea not null unique,
        type text not null,
        permissions text[] not null,
        resources jsonb not null check (jsonb_array_length(resources) > 0),
        created_by text,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        last_used_at timestamptz,
        revoked_at timestamptz
      );
      create index links_created_by on links (created_by);
    `);
  },

  async down(knex) {
    await knex.raw('drop table links');
  },
};
