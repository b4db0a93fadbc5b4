import { createServer, type Server } from 'node:http';
import { promisify } from 'node:util';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import { type Config, InvalidSettings } from './config.ts';
import { isDatabaseAway } from './db/availability.ts';
import { type Database, openDatabase } from './db/database.ts';
import { migrate } from './db/migrate.ts';
import { getSharedSecret } from './db/secrets.ts';
import { createPasswords } from './features/session/password.ts';
import { setUpFromSettings } from './features/session/set-up-store.ts';
import { createLog } from './http/log.ts';

/** How long the start waits for a PostgreSQL that is starting, too. */
const databaseWaitMs = 30_000;
const databaseRetryMs = 250;
/** How long requests may go on after we were told to stop. */
const drainMs = 1_200;
const stopLimitMs = 1_900;
/** Longer than the plugin keeps an idle connection: it closes first, so that no request meets a closing one. */
const keepAliveMs = 75_000;

/** Migrates, listens, and stops by SIGTERM or SIGINT within two seconds. Resolves when it listens. */
export async function serve(config: Config): Promise<void> {
  const { DATABASE_URL: databaseUrl, AUTH_SERVICE_SECRET: serviceSecret } = config;
  const missing = (['DATABASE_URL', 'AUTH_SERVICE_SECRET'] as const).filter((name) => !config[name]);
  if (!databaseUrl || !serviceSecret) throw new InvalidSettings(missing.map((name) => `${name} is missing`));

  const log = createLog(config.LOG_LEVEL);
  await migrateWhenReady(databaseUrl, log);
  const database = openDatabase(databaseUrl, log);
  try {
    await startServer(config, { database, log, serviceSecret });
  } catch (error) {
    // An open connection would keep the failed process alive.
    await database.close();
    throw error;
  }
}

interface Parts {
  database: Database;
  log: Logger;
  serviceSecret: string;
}

async function startServer(config: Config, { database, log, serviceSecret }: Parts): Promise<void> {
  const passwords = createPasswords();
  await createAdministrator(config, database, passwords.hash, log);
  const sessionSecret = config.SESSION_SECRET ?? (await getSharedSecret(database.knex, 'session'));
  const publicUrl = config.PUBLIC_URL;
  const { app, dismiss, close } = createApp({
    database,
    log,
    passwords,
    publicUrl,
    serviceSecret,
    sessionSecret,
  });

  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: 30_000 }, app);
  await listen(server, config.AUTH_PORT, config.AUTH_HOST);
  log.info({ host: config.AUTH_HOST, port: config.AUTH_PORT }, 'listening');
  stopOnSignal(log, async () => {
    dismiss();
    await drain(server);
    await close();
    await database.close();
  });
}

/** Ends the process after `stop`, or without it when that takes too long. A second signal changes nothing. */
function stopOnSignal(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const begin = (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    stop().then(
      () => log.info('stopped'),
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
}

async function migrateWhenReady(databaseUrl: string, log: Logger): Promise<void> {
  const deadline = Date.now() + databaseWaitMs;
  for (;;) {
    try {
      await migrate(databaseUrl);
      return;
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > deadline) throw error;
      log.warn({ err: error }, 'waiting for the database');
      await new Promise((resolve) => setTimeout(resolve, databaseRetryMs));
    }
  }
}

async function createAdministrator(
  { ADMIN_EMAIL: email, ADMIN_PASSWORD: password }: Config,
  { knex }: Database,
  hash: (password: string) => Promise<string>,
  log: Logger,
): Promise<void> {
  if (!email || !password) return;
  const created = await setUpFromSettings(knex, { name: email, email, passwordHash: await hash(password) });
  log.info(created ? 'created the first administrator from the settings' : 'an administrator exists already');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no new requests, lets the running ones finish, and cuts what is left after a while. */
async function drain(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await promisify(server.close.bind(server))();
  clearTimeout(cut);
}
