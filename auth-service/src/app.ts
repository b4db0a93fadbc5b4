import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { api } from '../contract/api.ts';
import { findAccountById } from './db/accounts.ts';
import type { Database } from './db/database.ts';
import { mountAudit } from './features/audit/routes.ts';
import { mountHealth } from './features/health/routes.ts';
import { mountLabelJobs } from './features/labels/job-routes.ts';
import { mountLabelRules } from './features/labels/rule-routes.ts';
import { mountLinks } from './features/links/routes.ts';
import { mountNodes } from './features/nodes/routes.ts';
import { mountProfile } from './features/profile/routes.ts';
import { createBell } from './features/revocations/bell.ts';
import { mountRevocations } from './features/revocations/routes.ts';
import { mountRoles } from './features/roles/routes.ts';
import { createPasswords, type Passwords } from './features/session/password.ts';
import { mountSession } from './features/session/routes.ts';
import { mountSetUp } from './features/session/set-up-routes.ts';
import { createSessions } from './features/session/store.ts';
import { mountTokens } from './features/tokens/routes.ts';
import { createAttempts } from './http/attempts.ts';
import { requireCaller } from './http/caller.ts';
import { answerFailures, refuseUnknown } from './http/failures.ts';
import { logRequests } from './http/log.ts';
import { createMount } from './http/mount.ts';
import { describeApi } from './http/openapi.ts';
import { createIdentify } from './identify.ts';

export interface AppOptions {
  database: Database;
  log: Logger;
  publicUrl: string;
  /** Shared with Orthanc's plugins. */
  serviceSecret: string;
  /** Signs session cookies. */
  sessionSecret: string;
  passwords?: Passwords;
  /** Fails a request whose answer breaks the contract. For tests. */
  checkResponses?: boolean;
}

export interface App {
  app: Express;
  /** Answers the requests that wait for something to happen, now and from now on. */
  dismiss(): void;
  /** Ends what it has begun beside the database. */
  close(): Promise<void>;
}

/** Puts the service together. */
export function createApp(options: AppOptions): App {
  const { database, log, publicUrl, sessionSecret } = options;
  const { knex, pool } = database;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  // Whoever passes `requireCaller` is the plugin, which reports its client.
  app.set('trust proxy', true);

  const identify = createIdentify({ pool, log, sessionSecret });
  const mount = createMount(app, { identify, publicUrl, checkResponses: options.checkResponses ?? false });
  const attempts = createAttempts(pool);
  const passwords = options.passwords ?? createPasswords();
  const sessions = createSessions({ pool, log, secret: sessionSecret, publicUrl });
  const account = { knex, attempts, passwords, sessions: sessions.middleware };
  const bell = createBell(database.makeClient, log);
  const openApi = describeApi(api);

  app.use(logRequests(log));
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      },
      hsts: false,
    }),
  );
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  mountHealth(mount, knex);
  app.use(requireCaller(options.serviceSecret));
  mount(api.description.openApi, async () => openApi);
  mountSession(mount, account);
  mountSetUp(mount, account);
  mountTokens(mount, knex);
  mountLinks(mount, { knex, pool, identify });
  mountRoles(mount, knex);
  mountProfile(mount, { identify, findPerson: (id) => findAccountById(knex, id) });
  mountRevocations(mount, { knex, bell });
  mountAudit(mount, { knex, log });
  mountLabelRules(mount, knex);
  mountLabelJobs(mount, knex);
  mountNodes(mount, knex);
  app.use(refuseUnknown);
  app.use(answerFailures(log));
  return {
    app,
    dismiss: bell.dismiss,
    async close() {
      await Promise.all([sessions.close(), bell.close()]);
    },
  };
}
