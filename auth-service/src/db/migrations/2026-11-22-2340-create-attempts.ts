import type { Migration } from '../migrate.ts';

/** Why: attempts to sign in, in the columns of rate-limiter-flexible: they must outlive a restart and be one for all replicas. */
export const createAttempts: Migration = {
  name: '2026-11-22-2340-create-attempts',

  async up(knex) {
    await knex.raw(`
      create table attempts (
        key varchar(255) primary key,
        points integer not null default 0,
        expire bigint
      );
    `);
  },

  async down(knex) {
    await knex.raw('drop table attempts');
  },
};
