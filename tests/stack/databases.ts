import pg from 'pg';
import { migrate } from '../../auth-service/src/db/migrate.ts';

const template = 'sgim_template';
/** Any number will do, as long as every worker takes the same one. */
const templateLock = 7_246_101;

/** Creates a migrated, otherwise empty database by cloning a template, which the first caller makes. */
export async function cloneDatabase(clusterUrl: string, name: string): Promise<string> {
  await withClient(clusterUrl, async (client) => {
    // Cloning refuses a template that somebody is connected to, and two clones at once disturb each other.
    await client.query('select pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 0) await createTemplate(client, clusterUrl);
    await client.query(`create database ${name} template ${template} strategy file_copy`);
  });
  return databaseUrl(clusterUrl, name);
}

/** Creates an empty database, not migrated. */
export async function createDatabase(clusterUrl: string, name: string): Promise<string> {
  await withClient(clusterUrl, (client) => client.query(`create database ${name}`));
  return databaseUrl(clusterUrl, name);
}

/** Drops a database, whoever is still connected to it. */
export async function dropDatabase(clusterUrl: string, name: string): Promise<void> {
  await withClient(clusterUrl, (client) => client.query(`drop database ${name} with (force)`));
}

/** Migrates under another name first, so that a failed migration never passes for a template. */
async function createTemplate(client: pg.Client, clusterUrl: string): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  await migrate(databaseUrl(clusterUrl, draft));
  await client.query(`alter database ${draft} rename to ${template}`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(clusterUrl: string, name: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  return url.href;
}
