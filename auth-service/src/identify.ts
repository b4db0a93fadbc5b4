import type { Knex } from 'knex';
import { type Account, findAccountById } from './db/accounts.ts';
import { findObstacle } from './features/session/rules.ts';
import { findSession } from './features/session/store.ts';
import { limitGrants } from './features/tokens/rules.ts';
import { findTokenBySecret } from './features/tokens/store.ts';
import type { ActingAccount, Actor } from './http/access.ts';
import type { Credential } from './http/credential.ts';

/** Finds out whose credential this is and what it gives right now; undefined when it gives nothing. */
export type Identify = (credential: Credential) => Promise<Actor | undefined>;

/** @param sessionSecret the key that signs session cookies */
export function createIdentify(knex: Knex, sessionSecret: string): Identify {
  return async (credential) =>
    credential.kind === 'cookie'
      ? identifySession(knex, sessionSecret, credential.value)
      : identifyToken(knex, credential.secret);
}

async function identifySession(knex: Knex, secret: string, cookie: string): Promise<Actor | undefined> {
  const session = await findSession(knex, secret, cookie);
  const account = session && (await findActiveAccount(knex, session.userId));
  return (
    account && {
      kind: 'session',
      ...describePerson(account),
      grants: account.grants,
      expiresAt: session.expiresAt,
    }
  );
}

async function identifyToken(knex: Knex, secret: string): Promise<Actor | undefined> {
  const token = await findTokenBySecret(knex, secret);
  if (!token) return undefined;
  const { expiresAt } = token;
  if (token.ownerId === null) {
    const grants = [{ permissions: token.permissions, labels: token.labels }];
    return {
      kind: 'token',
      id: `service:${token.id}`,
      name: token.name,
      account: undefined,
      grants,
      expiresAt,
    };
  }
  const owner = await findActiveAccount(knex, token.ownerId);
  return (
    owner && { kind: 'token', ...describePerson(owner), grants: limitGrants(owner.grants, token), expiresAt }
  );
}

async function findActiveAccount(knex: Knex, id: string): Promise<Account | undefined> {
  const account = await findAccountById(knex, id);
  return account && !findObstacle(account) ? account : undefined;
}

function describePerson({ id, name, email, roles }: Account): {
  id: string;
  name: string;
  account: ActingAccount;
} {
  return { id, name, account: { id, name, email, roles } };
}
