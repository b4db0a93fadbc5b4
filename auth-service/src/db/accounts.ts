import type { Knex } from 'knex';
import { administratorRole, type Grant, ownStudies } from '../../contract/permissions.ts';

/** A person with what they may do now. */
export interface Account {
  id: string;
  name: string;
  email: string;
  disabled: boolean;
  roles: string[];
  /** Of the roles and their own, those that have not ended. `@own` is already the person's label. */
  grants: Grant[];
}

/** The Orthanc label of the studies that one person referred or was given. */
const ownLabel = (userId: string): string => `sgim-u-${userId}`;

/** The form in which addresses are kept and compared. */
export const toStoredEmail = (email: string): string => email.trim().toLowerCase();

/**
 * The columns of an {@link Account}, for a statement that has `users` among its tables: whoever finds a credential reads its
 * person in the same round trip. The row goes through {@link toAccount}.
 */
export const accountColumns = `
  users.id, users.name, users.email, users.disabled_at is not null as disabled,
  array(select role from user_roles where user_id = users.id order by role) as roles,
  coalesce((
    select json_agg(json_build_object('permissions', grants.permissions, 'labels', grants.labels) order by grants.id)
    from grants
    where (grants.user_id = users.id or grants.role = any(array(select role from user_roles where user_id = users.id)))
      and (grants.ends_at is null or grants.ends_at > now())
  ), '[]') as grants`;

/** Of a row with {@link accountColumns}. */
export const toAccount = ({ id, name, email, disabled, roles, grants }: Account): Account => ({
  id,
  name,
  email,
  disabled,
  roles,
  grants: grants.map((grant) => replaceOwn(grant, id)),
});

export async function findAccountById(knex: Knex, id: string): Promise<Account | undefined> {
  if (!isUuid(id)) return undefined;
  const { rows } = await knex.raw<{ rows: Account[] }>(
    `select ${accountColumns} from users where users.id = ?`,
    [id],
  );
  return rows[0] && toAccount(rows[0]);
}

export async function findAccountByEmail(
  knex: Knex,
  email: string,
): Promise<(Account & { passwordHash: string | null }) | undefined> {
  type Row = Account & { passwordHash: string | null };
  const { rows } = await knex.raw<{ rows: Row[] }>(
    `select ${accountColumns}, users.password_hash as "passwordHash" from users where users.email = ?`,
    [toStoredEmail(email)],
  );
  const [row] = rows;
  return row && { ...toAccount(row), passwordHash: row.passwordHash };
}

const replaceOwn = ({ permissions, labels }: Grant, userId: string): Grant => ({
  permissions,
  labels: labels.map((label) => (label === ownStudies ? ownLabel(userId) : label)),
});

export async function hasAdministrator(knex: Knex): Promise<boolean> {
  const row = await knex('user_roles').where({ role: administratorRole }).first('user_id');
  return row !== undefined;
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
