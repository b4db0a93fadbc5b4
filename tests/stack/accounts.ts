import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Grant } from '../../auth-service/contract/permissions.ts';
import { createPasswords } from '../../auth-service/src/features/session/password.ts';
import type { Credentials } from './launch.ts';

export interface NewUser {
  /** Without a role and a grant the account is pending. */
  roles?: string[];
  grants?: Grant[];
  name?: string;
  disabled?: boolean;
}

export type Account = Credentials & { id: string };

/** Creates an account in the database, since administrators cannot yet create any. */
export async function createAccount(
  databaseUrl: string,
  { roles = [], grants = [], name = 'Test', disabled = false }: NewUser,
): Promise<Account> {
  const credentials = { email: `${randomUUID()}@example.org`, password: randomUUID() };
  const hash = await createPasswords().hash(credentials.password);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      `insert into users (email, name, password_hash, disabled_at)
       values ($1, $2, $3, case when $4 then now() end) returning id`,
      [credentials.email, name, hash, disabled],
    );
    const [user] = rows;
    if (user === undefined) throw new Error('no row');
    for (const role of roles) {
      await client.query('insert into user_roles (user_id, role) values ($1, $2)', [user.id, role]);
    }
    for (const { permissions, labels } of grants) {
      await client.query('insert into grants (user_id, permissions, labels) values ($1, $2, $3)', [
        user.id,
        permissions,
        labels,
      ]);
    }
    return { ...credentials, id: user.id };
  } finally {
    await client.end();
  }
}

/**
 * Signs in as a browser on our own pages does.
 * @returns the session's cookie, as a `Cookie` header has it
 */
export async function openSession(url: string, { email, password }: Credentials): Promise<string> {
  const response = await fetch(`${url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!response.ok) throw new Error(`sign-in answers ${response.status}: ${await response.text()}`);
  const cookies = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return cookies.join('; ');
}
