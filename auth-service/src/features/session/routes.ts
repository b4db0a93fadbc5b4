import type { RequestHandler } from 'express';
import type { Knex } from 'knex';
import { session as contract } from '../../../contract/session.ts';
import { findAccountByEmail, hasAdministrator, toStoredEmail } from '../../db/accounts.ts';
import type { Attempts } from '../../http/attempts.ts';
import { sessionCookie } from '../../http/credential.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { beginSession, endSession } from './lifecycle.ts';
import type { Passwords } from './password.ts';
import { presentUser } from './present.ts';
import { findObstacle } from './rules.ts';

interface Needs {
  knex: Knex;
  attempts: Attempts;
  passwords: Passwords;
  sessions: RequestHandler;
}

export function mountSession(mount: Mount, { knex, attempts, passwords, sessions }: Needs): void {
  mount(contract.read, async ({ actor }) => ({
    user: actor?.account ? presentUser(actor.account, actor.grants) : null,
    needsSetup: !(await hasAdministrator(knex)),
  }));

  mount(
    contract.signIn,
    async ({ body, request }) => {
      const address = request.ip ?? '';
      const account = toStoredEmail(body.email);
      await attempts.count('sign-in', address, account);
      const found = await findAccountByEmail(knex, account);
      const matches = await passwords.matches(found?.passwordHash, body.password);
      if (!found || !matches) throw new Problem(401, 'session.wrong-credentials');
      await attempts.forgive('sign-in', address, account);
      // Only whoever knows the password learns in which state the account is.
      const obstacle = findObstacle(found);
      if (obstacle) throw new Problem(403, obstacle);
      await beginSession(request, found.id);
      return { user: presentUser(found, found.grants), needsSetup: false };
    },
    sessions,
  );

  mount(
    contract.signOut,
    async ({ request, response }) => {
      await endSession(request);
      response.clearCookie(sessionCookie, { path: '/', httpOnly: true, sameSite: 'lax' });
      return undefined;
    },
    sessions,
  );
}
