import { createHash, randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { administratorRole } from '../../../contract/permissions.ts';
import { hasAdministrator, toStoredEmail } from '../../db/accounts.ts';

/** How long a set-up link may lie in a terminal. */
const codeHours = 24;

/** Any number will do, as long as every replica takes the same one. */
const lock = 5_347_402;

export interface NewAdministrator {
  name: string;
  email: string;
  passwordHash: string;
}

export type SetUpResult = { userId: string } | { refused: 'setup.done' | 'setup.code-invalid' };

const hashCode = (code: string): Buffer => createHash('sha256').update(code).digest();

/** Makes the one valid code; earlier ones are void. Returns null when there is an administrator. */
export async function createSetUpCode(knex: Knex): Promise<string | null> {
  return exclusively(knex, async (transaction) => {
    await transaction('set_up_codes').delete();
    if (await hasAdministrator(transaction)) return null;
    const code = randomBytes(32).toString('base64url');
    await transaction('set_up_codes').insert({
      hash: hashCode(code),
      expires_at: transaction.raw(`now() + ${codeHours} * interval '1 hour'`),
    });
    return code;
  });
}

/** Whether this code would be taken now. What counts is the answer of {@link setUpWithCode}. */
export async function isCodeValid(knex: Knex, code: string): Promise<boolean> {
  const row = await validCode(knex, code).first('hash');
  return row !== undefined;
}

/** Creates the first administrator, if the code is valid and there is none. */
export async function setUpWithCode(
  knex: Knex,
  code: string,
  account: NewAdministrator,
): Promise<SetUpResult> {
  return exclusively(knex, async (transaction) => {
    if (await hasAdministrator(transaction)) return { refused: 'setup.done' };
    const used = await validCode(transaction, code).update({ used_at: transaction.fn.now() });
    if (used !== 1) return { refused: 'setup.code-invalid' };
    return { userId: await createAdministrator(transaction, account) };
  });
}

/** Creates the first administrator from the settings. Returns false when there is one already. */
export async function setUpFromSettings(knex: Knex, account: NewAdministrator): Promise<boolean> {
  return exclusively(knex, async (transaction) => {
    if (await hasAdministrator(transaction)) return false;
    await createAdministrator(transaction, account);
    return true;
  });
}

async function createAdministrator(
  knex: Knex,
  { name, email, passwordHash }: NewAdministrator,
): Promise<string> {
  const [row] = await knex('users')
    .insert({ name, email: toStoredEmail(email), password_hash: passwordHash })
    // Whoever holds the code or the settings runs this system: an account of this address becomes theirs.
    .onConflict('email')
    .merge({ password_hash: passwordHash, disabled_at: null })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('the administrator was not stored');
  await knex('user_roles').insert({ user_id: row.id, role: administratorRole });
  return row.id;
}

const validCode = (knex: Knex, code: string) =>
  knex('set_up_codes')
    .where({ hash: hashCode(code), used_at: null })
    .where('expires_at', '>', knex.fn.now());

/** One at a time, on all replicas: "is there an administrator?" must still be true when one is created. */
function exclusively<T>(knex: Knex, work: (transaction: Knex.Transaction) => Promise<T>): Promise<T> {
  return knex.transaction(async (transaction) => {
    await transaction.raw('select pg_advisory_xact_lock(?)', [lock]);
    return work(transaction);
  });
}
