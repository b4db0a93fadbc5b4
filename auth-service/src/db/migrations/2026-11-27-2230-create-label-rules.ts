import type { Migration } from '../migrate.ts';

/**
 * Why: rules that label studies, and the jobs that apply them to the studies that are there. Several Orthancs with studies of their
 * own may share this database: each works through a `request` once, in a job of its own. A job without a server waits for the
 * first. `position` is where a job goes on that was left by its worker.
 */
export const createLabelRules: Migration = {
  name: '2026-11-27-2230-create-label-rules',

  async up(knex) {
    await knex.raw(`
      create table label_rules (
        id uuid primary key default gen_random_uuid(),
        name text not null,
        enabled boolean not null,
        conditions jsonb not null,
        labels text[] not null,
        position integer not null,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create table label_jobs (
        id uuid primary key default gen_random_uuid(),
        number bigint not null generated always as identity unique,
        request uuid not null,
        server_id text,
        state text not null default 'queued' check (state in ('queued', 'running', 'stopped', 'done', 'failed')),
        position text,
        done integer not null default 0,
        total integer not null default 0,
        changed integer not null default 0,
        created_at timestamptz not null default now(),
        started_at timestamptz,
        heartbeat_at timestamptz,
        finished_at timestamptz,
        unique (request, server_id)
      );
      create constraint trigger label_rules_revocation after insert or update or delete on label_rules
        deferrable initially deferred for each row execute function note_revocation('config:labels');
      create constraint trigger label_jobs_revocation after insert on label_jobs
        deferrable initially deferred for each row when (new.server_id is null)
        execute function note_revocation('config:labels');
    `);
  },

  async down(knex) {
    await knex.raw('drop table label_jobs, label_rules');
  },
};
