import type { Migration } from '../migrate.ts';

/** Why: keys that the service makes for itself and that every replica must share, such as the one that signs cookies. */
export const createSecrets: Migration = {
  name: '2026-11-22-2350-create-secrets',

  async up(knex) {
    await knex.raw(`
      create table secrets (
        name text primary key,
        value text not null,
        created_at timestamptz not null default now()
      );
    `);
  },

  async down(knex) {
    await knex.raw('drop table secrets');
  },
};
