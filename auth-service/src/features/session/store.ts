import { createHash } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import { unsign } from 'cookie-signature';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type Account, accountColumns, toAccount } from '../../db/accounts.ts';
import { unhurried } from '../../db/last-use.ts';
import { sessionCookie } from '../../http/credential.ts';
import { extendStepSeconds, sessionLifetime } from './rules.ts';

declare module 'express-session' {
  interface SessionData {
    userId: string;
  }
}

interface SessionOptions {
  pool: pg.Pool;
  log: Logger;
  secret: string;
  publicUrl: string;
}

const PgStore = connectPgSimple(session);

const hashId = (sid: string): string => createHash('sha256').update(sid).digest('base64url');

/** Keeps sessions under the hash of their id: a copy of the database opens none of them. */
class HashedStore extends PgStore {
  override get(sid: string, done: Parameters<session.Store['get']>[1]): void {
    super.get(hashId(sid), done);
  }
  override set(sid: string, data: session.SessionData, done?: (error?: unknown) => void): void {
    super.set(hashId(sid), data, done);
  }
  override destroy(sid: string, done?: (error?: unknown) => void): void {
    super.destroy(hashId(sid), done);
  }
}

/** Loads and writes sessions, for the routes that begin and end them; everybody else asks {@link findSession}. */
export function createSessions({ pool, log, secret, publicUrl }: SessionOptions) {
  const store = new HashedStore({
    pool,
    tableName: 'sessions',
    ttl: sessionLifetime.idleSeconds,
    // findSession moves the end, for requests to Orthanc, too.
    disableTouch: true,
    errorLog: (...parts) => log.error({ err: parts.find((part) => part instanceof Error) }, 'session store'),
  });
  const secure = publicUrl.startsWith('https:');
  const load = session({
    name: sessionCookie,
    secret,
    store,
    resave: false,
    saveUninitialized: false,
    proxy: true,
    // No Max-Age: the browser forgets it when it closes, and the server decides how long it lasts.
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure },
  });
  const middleware: RequestHandler = (request, response, next) => {
    // Whether people come by https is a matter of PUBLIC_URL, not of which hop a proxy in between reports.
    if (secure) request.headers['x-forwarded-proto'] = 'https';
    load(request, response, next);
  };
  return { middleware, close: async () => store.close() };
}

export interface LiveSession {
  account: Account;
  expiresAt: Date;
  /** Set when the end has moved far enough to be written: see {@link extendSession}. */
  extension: { id: string; end: Date } | undefined;
}

/**
 * Looks up the session of a cookie's raw value, and its person, in one round trip.
 * @returns undefined when it is forged, unknown, ended or timed out
 */
export async function findSession(
  pool: pg.Pool,
  secret: string,
  rawValue: string,
): Promise<LiveSession | undefined> {
  const sid = readSessionId(rawValue, secret);
  if (sid === undefined) return undefined;
  const id = hashId(sid);
  const { rows } = await pool.query<Account & { expiresAt: Date; newEnd: Date }>({
    name: 'find-session',
    text: findSessionSql,
    values: [id, sessionLifetime.idleSeconds, sessionLifetime.totalSeconds],
  });
  const [found] = rows;
  if (!found) return undefined;
  const account = toAccount(found);
  const { expiresAt, newEnd } = found;
  return newEnd.getTime() - expiresAt.getTime() < extendStepSeconds * 1000
    ? { account, expiresAt, extension: undefined }
    : { account, expiresAt: newEnd, extension: { id, end: newEnd } };
}

const findSessionSql = `
  select sessions.expire as "expiresAt",
    least(now() + $2 * interval '1 second', sessions.created_at + $3 * interval '1 second') as "newEnd",
    ${accountColumns}
  from sessions join users on users.id = sessions.user_id
  where sessions.sid = $1 and sessions.expire > now()`;

/** Moves the end of a session that is used. */
export async function extendSession(pool: pg.Pool, { id, end }: { id: string; end: Date }): Promise<void> {
  await pool.query({
    name: 'extend-session',
    text: `update sessions set expire = $2 where sid = $1 and expire < $2 and ${unhurried}`,
    values: [id, end],
  });
}

/** The form that express-session gives to its cookie: `s:<id>.<signature>`, percent-encoded. */
function readSessionId(rawValue: string, secret: string): string | undefined {
  let value: string;
  try {
    value = decodeURIComponent(rawValue);
  } catch {
    return undefined;
  }
  const sid = value.startsWith('s:') ? unsign(value.slice(2), secret) : false;
  return sid === false ? undefined : sid;
}
