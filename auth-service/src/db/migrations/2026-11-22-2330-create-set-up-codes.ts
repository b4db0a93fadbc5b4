import type { Migration } from '../migrate.ts';

/** Why: the one-time code (its hash) by which the first administrator is created. */
export const createSetUpCodes: Migration = {
  name: '2026-11-22-2330-create-set-up-codes',

  async up(knex) {
    await knex.raw(`
      create table set_up_codes (
        hash bytea primary key,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        used_at timestamptz
      );
    `);
  },

  async down(knex) {
    await knex.raw('drop table set_up_codes');
  },
};
