import type { Migration } from '../migrate.ts';

/**
 * Why: who did what, when and from where. Rows are only added; all that may change is that a count rises. The sequence says in
 * which order the service learned of the events, `at` when they happened; an Orthanc delivers its own late when the service was away.
 */
export const createAuditEvents: Migration = {
  name: '2026-11-27-2220-create-audit-events',

  async up(knex) {
    await knex.raw(`
      create table audit_events (
        sequence bigint generated always as identity primary key,
        id uuid not null unique,
        at timestamptz not null,
        stored_at timestamptz not null default now(),
        server_id text,
        actor_kind text not null,
        actor_id text,
        actor_name text not null,
        action text not null,
        outcome text not null,
        address text,
        route text,
        study text,
        study_uid text,
        patient_id text,
        detail text,
        count integer not null default 1 check (count >= 1)
      );
      create function refuse_audit_change() returns trigger language plpgsql as $$
      begin
        raise exception 'audit events are only added' using errcode = 'insufficient_privilege';
      end $$;
      create trigger audit_events_update before update on audit_events for each row
        when (new.count < old.count or (to_jsonb(new) - 'count') is distinct from (to_jsonb(old) - 'count'))
        execute function refuse_audit_change();
      create trigger audit_events_delete before delete or truncate on audit_events
        for each statement execute function refuse_audit_change();
    `);
  },

  async down(knex) {
    await knex.raw('drop table audit_events; drop function refuse_audit_change()');
  },
};
