import type { RequestHandler } from 'express';
import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import { session as contract } from '../../../contract/session.ts';
import { findAccountById, hasAdministrator } from '../../db/accounts.ts';
import type { Attempts } from '../../http/attempts.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { beginSession } from './lifecycle.ts';
import type { Passwords } from './password.ts';
import { presentUser } from './present.ts';
import { createSetUpCode, isCodeValid, setUpWithCode } from './set-up-store.ts';

interface Needs {
  knex: Knex;
  attempts: Attempts;
  passwords: Passwords;
  sessions: RequestHandler;
}

export function mountSetUp(mount: Mount, { knex, attempts, passwords, sessions }: Needs): void {
  mount(
    contract.setUp,
    async ({ body, request }) => {
      await attempts.count('set-up', request.ip ?? '');
      // Before the password is hashed, which is costly and open to everybody.
      if (await hasAdministrator(knex)) throw new Problem(409, 'setup.done');
      if (!(await isCodeValid(knex, body.code))) throw new Problem(403, 'setup.code-invalid');

      const { name, email } = body;
      const passwordHash = await passwords.hash(body.password);
      const result = await setUpWithCode(knex, body.code, { name: name.trim(), email, passwordHash });
      if ('refused' in result) throw new Problem(result.refused === 'setup.done' ? 409 : 403, result.refused);

      const account = await findAccountById(knex, result.userId);
      if (!account) throw new Error('the new administrator is gone');
      await beginSession(request, account.id);
      return { user: presentUser(account, account.grants), needsSetup: false };
    },
    sessions,
  );

  mount(internal.createSetUpCode, async () => ({ code: await createSetUpCode(knex) }));
}
