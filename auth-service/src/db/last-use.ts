import type pg from 'pg';

type Table = 'api_tokens' | 'links';

/** Using a credential must not be a write per image. */
const stepSeconds = 60;

/** Whether the last use of a row was noted too long ago: a condition of SQL. */
export const isUseOld = (table: Table): string =>
  `coalesce(${table}.last_used_at < now() - interval '${stepSeconds} seconds', true)`;

/**
 * A condition of SQL that is always true, and lets the statement end before it is on the disk: what it writes may be lost in a power
 * cut, and others do not wait for the disk with it.
 */
export const unhurried = `set_config('synchronous_commit', 'off', true) = 'off'`;

/** Notes that a credential is used now, unless that was just done. */
export async function noteUse(pool: pg.Pool, table: Table, id: string): Promise<void> {
  await pool.query({
    name: `note-use-${table}`,
    text: `update ${table} set last_used_at = now() where id = $1 and ${isUseOld(table)} and ${unhurried}`,
    values: [id],
  });
}
