import knex, { type Knex } from 'knex';
import pg from 'pg';
import type { Logger } from 'pino';

/** How long a request waits for a connection before it is told that the service is not available. */
const acquireTimeoutMs = 1_000;
/** No query of this service takes long; one that does is in trouble. */
const queryTimeoutMs = 2_000;
const poolSize = 10;

export interface Database {
  knex: Knex;
  /** For the libraries that speak to `pg` itself: sessions and attempts. */
  pool: pg.Pool;
  /** A connection of its own, for LISTEN: whoever makes it connects it, hears its errors and ends it. */
  makeClient(): pg.Client;
  close(): Promise<void>;
}

/** Opens the pools. Nothing is connected before the first query, and a lost connection is replaced by the next one. */
export function openDatabase(url: string, log: Logger): Database {
  const connection = {
    connectionString: url,
    connectionTimeoutMillis: acquireTimeoutMs,
    query_timeout: queryTimeoutMs,
    statement_timeout: queryTimeoutMs,
    keepAlive: true,
    application_name: 'sgim-auth-service',
  };
  const database = knex({
    client: 'pg',
    connection,
    acquireConnectionTimeout: acquireTimeoutMs,
    // Without it an error's message carries the values of the query.
    compileSqlOnError: false,
    pool: { min: 0, max: poolSize },
    log: {
      warn: (message) => log.warn({ source: 'knex' }, toText(message)),
      error: (message) => log.error({ source: 'knex' }, toText(message)),
    },
  });
  // Two stay open: opening one takes longer than all else that somebody waits for who shows a new credential after a pause.
  const pool = new pg.Pool({ ...connection, min: 2, max: poolSize });
  // An idle connection that breaks is no failure of ours; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'lost a database connection'));
  return {
    knex: database,
    pool,
    makeClient: () => new pg.Client({ ...connection, application_name: 'sgim-auth-service-listener' }),
    async close() {
      await Promise.all([database.destroy(), pool.end()]);
    },
  };
}

const toText = (message: unknown): string => (message instanceof Error ? message.message : String(message));
