import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';

/** A random key that is made once, by whichever replica comes first, and stays the same for all. */
export async function getSharedSecret(knex: Knex, name: string): Promise<string> {
  const value = randomBytes(32).toString('base64url');
  await knex('secrets').insert({ name, value }).onConflict('name').ignore();
  const row = await knex('secrets').where({ name }).first<{ value: string }>('value');
  return row.value;
}
