import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createDatabase, dropDatabase } from '../../../tests/stack/databases.ts';
import { permissions } from '../../contract/permissions.ts';
import { migrate, withMigrator } from './migrate.ts';
import { migrations } from './migrations/index.ts';

/** Creates an empty database for the tests of a block, and returns its URL once they run. */
function useEmptyDatabase(): { url: string; query: <T>(sql: string) => Promise<T[]> } {
  const name = `migrate_${crypto.randomUUID().slice(0, 8)}`;
  const database = {
    url: '',
    async query<T>(sql: string): Promise<T[]> {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
  };
  beforeAll(async () => {
    database.url = await createDatabase(inject('postgresUrl'), name);
  });
  afterAll(() => dropDatabase(inject('postgresUrl'), name));
  return database;
}

/** Columns, constraints and indexes of everything but Knex's own bookkeeping. */
const readSchema = `
  select 'column' as kind, table_name as "table", column_name as name,
    concat_ws(' ', data_type, udt_name, is_nullable, column_default, generation_expression) as definition
  from information_schema.columns where table_schema = 'public' and table_name !~ '^migrations'
  union all
  select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
  from pg_constraint where connamespace = 'public'::regnamespace and conrelid::regclass::text !~ '^migrations'
  union all
  select 'index', tablename, indexname, indexdef from pg_indexes where schemaname = 'public' and tablename !~ '^migrations'
  order by 1, 2, 3`;

describe('migrations', () => {
  const database = useEmptyDatabase();

  it('are in the order of their names, each named by its time', () => {
    const names = migrations.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    for (const name of names) expect(name).toMatch(/^\d{4}-\d{2}-\d{2}-\d{4}-[a-z-]+$/);
  });

  it('leave behind what was there when each is taken back, and the same schema when it is done again', async () => {
    const before: unknown[] = [];
    await withMigrator(database.url, async (migrator) => {
      for (const _ of migrations) {
        before.push(await database.query(readSchema));
        await migrator.up();
      }
    });
    const fresh = await database.query(readSchema);
    await withMigrator(database.url, async (migrator) => {
      for (const schema of before.reverse()) {
        await migrator.down();
        expect(await database.query(readSchema)).toEqual(schema);
      }
    });
    await migrate(database.url);
    expect(await database.query(readSchema)).toEqual(fresh);
  });
});

describe('migrate', () => {
  const database = useEmptyDatabase();

  it('works once when several replicas start at the same time', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(database.url)));
    const rows = await database.query<{ name: string }>('select name from migrations order by id');
    expect(rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name));
  });

  it('goes on where one was killed that held the lock of Knex', async () => {
    await database.query('update migrations_lock set is_locked = 1');
    await migrate(database.url);
    expect(await database.query('select is_locked from migrations_lock')).toEqual([{ is_locked: 0 }]);
  });

  it('refuses a database that is newer than the program', async () => {
    await database.query(
      "insert into migrations (name, batch, migration_time) values ('2999-01-01-0000-future', 99, now())",
    );
    await expect(migrate(database.url)).rejects.toThrow('2999-01-01-0000-future');
  });

  it('seeds the five roles with their default rights', async () => {
    const rows = await database.query<{ role: string; permissions: string[]; labels: string[] }>(
      'select role, permissions, labels from grants join roles on roles.name = role where built_in order by role',
    );
    const rights: Record<string, string> = {};
    for (const { role, permissions, labels } of rows)
      rights[role] = [rights[role], `${[...permissions].sort().join(' ')} on ${labels}`]
        .filter(Boolean)
        .sort()
        .join('; ');
    expect(rights).toEqual({
      ADMIN:
        'admin-permissions anonymize audit-logs delete edit-labels modify nodes-manage q-r-remote-modalities send settings stats upload users-manage worklists on *; download share view on *',
      RADIOLOGIST:
        'anonymize comment download edit-labels q-r-remote-modalities report-read report-sign report-write send share upload view worklists on *',
      TECHNICIAN: 'comment edit-labels modify q-r-remote-modalities send upload view worklists on *',
      PHYSICIAN: 'comment download report-read share view on @own',
      SECRETARY: 'edit-labels report-read share upload view worklists on *',
    });
    const words = new Set(rows.flatMap((row) => row.permissions));
    expect([...words].filter((word) => !(permissions as readonly string[]).includes(word))).toEqual([]);
  });
});
