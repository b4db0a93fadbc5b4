import type { Migration } from '../migrate.ts';

/**
 * Why: people, the roles they have, and what roles and people may do. A right is a grant (permissions × labels), held either
 * by a role or by one person; `@own` stands for the label of whoever holds it. The five roles and their rights are a
 * starting point that administrators change.
 */
export const createAccounts: Migration = {
  name: '2026-11-22-2300-create-accounts',

  async up(knex) {
    await knex.raw(`
      create table users (
        id uuid primary key default gen_random_uuid(),
        email text not null unique check (email = lower(email)),
        name text not null,
        password_hash text,
        created_at timestamptz not null default now(),
        disabled_at timestamptz
      );
      create table roles (
        name text primary key,
        built_in boolean not null default false
      );
      create table user_roles (
        user_id uuid not null references users on delete cascade,
        role text not null references roles on update cascade on delete restrict,
        primary key (user_id, role)
      );
      create index user_roles_role on user_roles (role);
      create table grants (
        id uuid primary key default gen_random_uuid(),
        role text references roles on update cascade on delete cascade,
        user_id uuid references users on delete cascade,
        permissions text[] not null,
        labels text[] not null,
        ends_at timestamptz,
        constraint grants_one_holder check (num_nonnulls(role, user_id) = 1)
      );
      create index grants_role on grants (role);
      create index grants_user_id on grants (user_id);
    `);
    for (const [role, grants] of Object.entries(defaultRights)) {
      await knex('roles').insert({ name: role, built_in: true });
      await knex('grants').insert(
        grants.map(({ permissions, labels }) => ({ role, permissions: permissions.split(' '), labels })),
      );
    }
  },

  async down(knex) {
    await knex.raw('drop table grants, user_roles, roles, users');
  },
};

const defaultRights = {
  ADMIN: [
    {
      permissions:
        'users-manage nodes-manage settings admin-permissions audit-logs stats worklists q-r-remote-modalities edit-labels upload send modify anonymize delete',
      labels: ['*'],
    },
    // A grant of its own, because a site may take it away: who runs a system need not see its images.
    { permissions: 'view download share', labels: ['*'] },
  ],
  RADIOLOGIST: [
    {
      permissions:
        'view download share send upload anonymize edit-labels q-r-remote-modalities worklists comment report-read report-write report-sign',
      labels: ['*'],
    },
  ],
  TECHNICIAN: [
    {
      permissions: 'view upload send modify edit-labels q-r-remote-modalities worklists comment',
      labels: ['*'],
    },
  ],
  PHYSICIAN: [{ permissions: 'view download share comment report-read', labels: ['@own'] }],
  SECRETARY: [{ permissions: 'view upload share worklists edit-labels report-read', labels: ['*'] }],
};
