import type { Knex } from 'knex';
import type { Changes, Role } from './rules.ts';

/** Every role with what it gives now. */
export async function listRoles(knex: Knex): Promise<Role[]> {
  const { rows } = await knex.raw<{ rows: Role[] }>(`
    select roles.name, roles.built_in as "builtIn",
      exists(select from user_roles where user_roles.role = roles.name) as "isHeld",
      coalesce((
        select json_agg(json_build_object('permissions', permissions, 'labels', labels) order by id)
        from grants where grants.role = roles.name and (ends_at is null or ends_at > now())
      ), '[]') as grants
    from roles order by roles.name`);
  return rows;
}

/** The labels that some grant names, without those that a program has made: people never see these. */
export async function listGrantedLabels(knex: Knex): Promise<string[]> {
  const { rows } = await knex.raw<{ rows: { label: string }[] }>(
    `select distinct label from grants, unnest(labels) as label
     where label ~ '^[A-Za-z0-9_-]+$' and label !~ '^sgim-' order by label`,
  );
  return rows.map(({ label }) => label);
}

/** Lets `decide` see the roles and carries out what it returns, as one. Nobody is given a role meanwhile. */
export function changeRoles(knex: Knex, decide: (roles: Role[]) => Changes): Promise<void> {
  return knex.transaction(async (transaction) => {
    await transaction.raw('select from roles order by name for update');
    await apply(transaction, decide(await listRoles(transaction)));
  });
}

async function apply(knex: Knex, changes: Changes): Promise<void> {
  if (changes.delete.length > 0) await knex('roles').whereIn('name', changes.delete).delete();
  if (changes.create.length > 0) await knex('roles').insert(changes.create.map(({ name }) => ({ name })));
  const replaced = changes.replace.map(({ name }) => name);
  if (replaced.length > 0) await knex('grants').whereIn('role', replaced).delete();
  const grants = [...changes.create, ...changes.replace];
  if (grants.length > 0)
    await knex('grants').insert(
      grants.map(({ name, permissions, labels }) => ({ role: name, permissions, labels })),
    );
}
