import type { Migration } from '../migrate.ts';

/**
 * Why: sign-in sessions, in the columns of connect-pg-simple (`sid`, `sess`, `expire`). `sid` is a hash, so that a copy of the
 * database opens no session; `user_id` is there to find and end the sessions of one person.
 */
export const createSessions: Migration = {
  name: '2026-11-22-2310-create-sessions',

  async up(knex) {
    await knex.raw(`
      create table sessions (
        sid text primary key,
        sess jsonb not null,
        expire timestamptz not null,
        created_at timestamptz not null default now(),
        user_id uuid not null generated always as ((sess->>'userId')::uuid) stored references users on delete cascade
      );
      create index sessions_expire on sessions (expire);
      create index sessions_user_id on sessions (user_id);
    `);
  },

  async down(knex) {
    await knex.raw('drop table sessions');
  },
};
