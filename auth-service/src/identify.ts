import type pg from 'pg';
import type { Logger } from 'pino';
import type { Account } from './db/accounts.ts';
import { noteUse } from './db/last-use.ts';
import { toGrant } from './features/links/rules.ts';
import { findLinkBySecret, isLinkSecret } from './features/links/store.ts';
import { findObstacle } from './features/session/rules.ts';
import { extendSession, findSession } from './features/session/store.ts';
import { limitGrants } from './features/tokens/rules.ts';
import { findTokenBySecret } from './features/tokens/store.ts';
import type { ActingAccount, Actor } from './http/access.ts';
import type { Credential } from './http/credential.ts';

/** Finds out whose credential this is and what it gives right now; undefined when it gives nothing. */
export type Identify = (credential: Credential) => Promise<Actor | undefined>;

interface Needs {
  pool: pg.Pool;
  log: Logger;
  /** Signs session cookies. */
  sessionSecret: string;
}

/**
 * One round trip to PostgreSQL per credential: a viewer's first image waits for it. That a credential was used is written
 * afterwards, and nobody waits for that.
 */
export function createIdentify({ pool, log, sessionSecret }: Needs): Identify {
  const begin = (write: Promise<void>) => {
    write.catch((error: unknown) => log.warn({ err: error }, 'the use of a credential was not noted'));
  };

  async function identifySession(cookie: string): Promise<Actor | undefined> {
    const session = await findSession(pool, sessionSecret, cookie);
    if (!session || findObstacle(session.account)) return undefined;
    const { account, expiresAt, extension } = session;
    if (extension) begin(extendSession(pool, extension));
    return { kind: 'session', ...describePerson(account), grants: account.grants, expiresAt };
  }

  async function identifyToken(secret: string): Promise<Actor | undefined> {
    const token = await findTokenBySecret(pool, secret);
    if (!token) return undefined;
    const { id, name, owner, expiresAt } = token;
    if (owner && findObstacle(owner)) return undefined;
    if (token.useIsOld) begin(noteUse(pool, 'api_tokens', id));
    if (owner) {
      const grants = limitGrants(owner.grants, token);
      return { kind: 'token', ...describePerson(owner), grants, expiresAt };
    }
    const grants = [{ permissions: [...token.permissions], labels: [...token.labels] }];
    return { kind: 'token', id: `service:${id}`, name, account: undefined, grants, expiresAt };
  }

  async function identifyLink(secret: string): Promise<Actor | undefined> {
    const link = await findLinkBySecret(pool, secret);
    if (link?.state !== 'live') return undefined;
    const { id, type, permissions, resources, expiresAt } = link;
    if (link.useIsOld) begin(noteUse(pool, 'links', id));
    const grants = [toGrant(permissions, resources)];
    return { kind: 'link', id: `link:${id}`, name: type, account: undefined, grants, expiresAt, resources };
  }

  return async (credential) => {
    if (credential.kind === 'cookie') return identifySession(credential.value);
    const { secret } = credential;
    return isLinkSecret(secret) ? identifyLink(secret) : identifyToken(secret);
  };
}

function describePerson({ id, name, email, roles }: Account): {
  id: string;
  name: string;
  account: ActingAccount;
} {
  return { id, name, account: { id, name, email, roles } };
}
