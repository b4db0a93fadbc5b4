import knex, { type Knex } from 'knex';
import pg from 'pg';
import { migrations } from './migrations/index.ts';

/** Any number will do, as long as every replica takes the same one. */
const lock = 5_347_401;

/** A step of the schema. */
export interface Migration {
  /** `YYYY-MM-DD-HHMM-what`; the order is that of the names. */
  name: string;
  up(knex: Knex): Promise<unknown>;
  /** Leaves the schema as it was before `up`. */
  down(knex: Knex): Promise<unknown>;
}

/** The migrations are part of the bundle: there is no folder to read them from. */
const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: async () => migrations,
  getMigrationName: (migration) => migration.name,
  getMigration: async (migration) => migration,
};

/**
 * Brings the schema up to date. Several replicas may do so at once: one works, the others wait.
 * @throws when a migration fails (the ones before it stay) or the database is newer than this program
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const guard = new pg.Client({ connectionString: databaseUrl });
  await guard.connect();
  // The client may lose its connection while it only holds the lock; the query that follows reports it.
  guard.on('error', () => {});
  try {
    await guard.query('select pg_advisory_lock($1)', [lock]);
    await withMigrator(databaseUrl, async (migrator) => {
      // Knex's own lock is a row, which outlives a process that was killed. We hold a better one.
      await migrator.forceFreeMigrationsLock();
      await migrator.latest();
    });
  } finally {
    await guard.end();
  }
}

/** Runs `work` with Knex's migrator on connections of its own, without the time limits of the service's. */
export async function withMigrator<T>(
  databaseUrl: string,
  work: (migrator: Knex.Migrator) => Promise<T>,
): Promise<T> {
  const database = knex({
    client: 'pg',
    connection: databaseUrl,
    pool: { min: 0, max: 1 },
    migrations: { migrationSource, tableName: 'migrations' },
  });
  try {
    return await work(database.migrate);
  } finally {
    await database.destroy();
  }
}
