import type { Migration } from '../migrate.ts';

/**
 * Why: Orthancs keep profiles in a cache and must forget them as soon as something is taken away, whichever program or hand changes
 * the row. Triggers therefore write the subject down and notify the channel `revocations`.
 *
 * - Numbers become visible in their order, so that whoever has read up to one has missed none: each writer holds a lock from before it
 *   draws a number until its transaction is over. The triggers are deferred to the commit, so that the lock is short and is taken
 *   after every lock on a row: two transactions cannot wait for each other. (A migration that changes rows of these tables and
 *   then their columns needs `set constraints all immediate` in between.)
 * - Numbers begin at the microsecond of their creation: one of another database is never among them.
 * - A row is dropped when the next one is more than 24 hours old; one that old stays, for those who have read just up to it.
 *
 * `note_revocation(prefix, column, …)` is a trigger function: the subject is the first prefix whose column is not null, with the
 * column's value; a prefix without a column is the subject itself; otherwise, and for TRUNCATE, it is `*`.
 */
export const createRevocations: Migration = {
  name: '2026-11-27-2210-create-revocations',

  async up(knex) {
    await knex.raw(`
      create table revocations (
        sequence bigint generated always as identity primary key,
        subject text not null,
        at timestamptz not null default clock_timestamp()
      );
      do $$ begin
        execute format('alter table revocations alter column sequence restart with %s',
          (extract(epoch from clock_timestamp()) * 1000000)::bigint);
      end $$;
      insert into revocations (subject) values ('*');

      create function note_revocation() returns trigger language plpgsql as $$
      declare
        changed jsonb;
        subjects text[] := '{}';
        found text;
      begin
        if tg_level = 'STATEMENT' then subjects := '{*}'; end if;
        foreach changed in array array[to_jsonb(old), to_jsonb(new)] loop
          continue when changed is null;
          found := null;
          for i in 0 .. tg_nargs - 1 by 2 loop
            if i + 1 = tg_nargs then found := tg_argv[i];
            else found := tg_argv[i] || (changed ->> tg_argv[i + 1]);
            end if;
            exit when found is not null;
          end loop;
          subjects := subjects || coalesce(found, '*');
        end loop;

        perform pg_advisory_xact_lock(${writersLock});
        insert into revocations (subject) select distinct unnest(subjects);
        delete from revocations using (
          select sequence, lead(at) over (order by sequence) as next_at
          from (select sequence, at from revocations order by sequence limit 10) as first
        ) as oldest
        where revocations.sequence = oldest.sequence and next_at < now() - interval '24 hours';
        perform pg_notify('revocations', '');
        return null;
      end $$;

      ${triggers.map(createTrigger).join('\n')}
      ${['sessions', 'api_tokens', 'links', 'users', 'user_roles', 'grants', 'roles'].map(createTruncateTrigger).join('\n')}
    `);
  },

  async down(knex) {
    await knex.raw('drop function note_revocation() cascade; drop table revocations');
  },
};

/** Any number will do that no other lock of this database has. */
const writersLock = 5_347_403;

/** To the column `last_used_at` writes whoever looks. */
const notOnlyUsed = "(to_jsonb(old) - 'last_used_at') is distinct from (to_jsonb(new) - 'last_used_at')";
const different = 'old.* is distinct from new.*';

interface Trigger {
  table: string;
  /** What the row's change is, and of which changes it is about. */
  on: string;
  when?: string;
  /** The arguments of `note_revocation`. */
  subject: string;
}

const token = "'', 'owner_id', 'service:', 'id'";
const person = "'', 'user_id'";
const triggers: Trigger[] = [
  { table: 'sessions', on: 'delete', subject: person },
  {
    table: 'sessions',
    on: 'update',
    // Its end moves on with every use; moved back, it is a session that was ended.
    when: 'new.expire < old.expire or new.sid <> old.sid or new.user_id <> old.user_id',
    subject: person,
  },
  { table: 'api_tokens', on: 'delete', subject: token },
  { table: 'api_tokens', on: 'update', when: notOnlyUsed, subject: token },
  { table: 'links', on: 'delete', subject: "'link:', 'id'" },
  { table: 'links', on: 'update', when: notOnlyUsed, subject: "'link:', 'id'" },
  { table: 'users', on: 'delete', subject: "'', 'id'" },
  { table: 'users', on: 'update', when: different, subject: "'', 'id'" },
  { table: 'user_roles', on: 'insert or delete', subject: person },
  { table: 'user_roles', on: 'update', when: different, subject: person },
  // Those of a role are everybody's who has it.
  { table: 'grants', on: 'insert or delete', subject: person },
  { table: 'grants', on: 'update', when: different, subject: person },
  { table: 'roles', on: 'delete', subject: '' },
  { table: 'roles', on: 'update', when: different, subject: '' },
];

const createTrigger = ({ table, on, when, subject }: Trigger) => `
  create constraint trigger ${table}_revocation_${on.replaceAll(' ', '_')} after ${on} on ${table}
  deferrable initially deferred for each row ${when ? `when (${when})` : ''} execute function note_revocation(${subject});`;

const createTruncateTrigger = (table: string) => `
  create trigger ${table}_revocation_truncate after truncate on ${table}
  for each statement execute function note_revocation();`;
