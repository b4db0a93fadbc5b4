import type { Knex } from 'knex';
import { administratorRole, type Grant } from '../../contract/permissions.ts';

/** A person with what they may do now. */
export interface Account {
  id: string;
  name: string;
  email: string;
  passwordHash: string | null;
  disabled: boolean;
  roles: string[];
  /** Of the roles and their own, those that have not ended. `@own` is already the person's label. */
  grants: Grant[];
}

/** The scope of a role's grant that means "the studies of whoever has this role". */
const ownStudies = '@own';

/** The Orthanc label of the studies that one person referred or was given. */
const ownLabel = (userId: string): string => `sgim-u-${userId}`;

/** The form in which addresses are kept and compared. */
export const toStoredEmail = (email: string): string => email.trim().toLowerCase();

export const findAccountById = (knex: Knex, id: string): Promise<Account | undefined> =>
  isUuid(id) ? findAccount(knex, 'id', id) : Promise.resolve(undefined);

export const findAccountByEmail = (knex: Knex, email: string): Promise<Account | undefined> =>
  findAccount(knex, 'email', toStoredEmail(email));

async function findAccount(knex: Knex, column: 'id' | 'email', value: string): Promise<Account | undefined> {
  const { rows } = await knex.raw<{ rows: Account[] }>(
    `select users.id, users.name, users.email, users.password_hash as "passwordHash",
       users.disabled_at is not null as disabled,
       array(select role from user_roles where user_id = users.id order by role) as roles,
       coalesce((
         select json_agg(json_build_object('permissions', permissions, 'labels', labels) order by grants.id)
         from grants
         where (grants.user_id = users.id or grants.role in (select role from user_roles where user_id = users.id))
           and (ends_at is null or ends_at > now())
       ), '[]') as grants
     from users where ?? = ?`,
    [`users.${column}`, value],
  );
  const [account] = rows;
  return account && { ...account, grants: account.grants.map((grant) => replaceOwn(grant, account.id)) };
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
