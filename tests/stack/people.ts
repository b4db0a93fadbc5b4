import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Grant, Permission } from '../../auth-service/contract/permissions.ts';
import { createPasswords } from '../../auth-service/src/features/session/password.ts';
import type { Credentials, StackAddress } from './launch.ts';
import { stack } from './stack.ts';

/** Sends requests of somebody: a path on Orthanc's origin, and what `fetch` takes. Redirects are not followed. */
export type Client = (path: string, init?: RequestInit) => Promise<Response>;

const createClient =
  (url: string, headers: Record<string, string>): Client =>
  (path, init = {}) =>
    fetch(`${url}${path}`, { redirect: 'manual', ...init, headers: { ...headers, ...headersOf(init) } });

const headersOf = (init: RequestInit) => Object.fromEntries(new Headers(init.headers));

/** Nobody in particular. */
export const anonymous: Client = createClient(stack.url, {});

/**
 * Signs in as a browser on our own pages does.
 * @returns a client with the session's cookie
 */
export async function signIn(
  credentials: Credentials = stack.admin,
  address: Pick<StackAddress, 'url'> = stack,
): Promise<Client> {
  const response = await fetch(`${address.url}/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: address.url },
    body: JSON.stringify({ email: credentials.email, password: credentials.password }),
  });
  if (!response.ok) throw new Error(`sign-in answers ${response.status}: ${await response.text()}`);
  const cookie = response.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
  return createClient(address.url, { cookie: cookie.join('; '), origin: address.url });
}

/** A client with an API token, as a script or another system would use it. */
export function withToken(secret: string, address: Pick<StackAddress, 'url'> = stack): Client {
  return createClient(address.url, { authorization: `Bearer ${secret}` });
}

/**
 * Creates an API token.
 * @param owner a signed-in client, the administrator when left out
 * @returns its secret
 */
export async function createToken(permissions: Permission[], owner?: Client): Promise<string> {
  const client = owner ?? (await signIn());
  const response = await client('/sgim/api/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'test', permissions, validDays: 1 }),
  });
  if (!response.ok) throw new Error(`creating a token answers ${response.status}: ${await response.text()}`);
  const { secret } = (await response.json()) as { secret: string };
  return secret;
}

export interface NewUser {
  /** Without a role and a grant the account is pending. */
  roles?: string[];
  grants?: Grant[];
  name?: string;
  disabled?: boolean;
}

/** Creates an account in the database, since administrators cannot yet create any. */
export async function createUser({
  roles = [],
  grants = [],
  name = 'Test',
  disabled = false,
}: NewUser = {}): Promise<Credentials & { id: string }> {
  const credentials = { email: `${randomUUID()}@example.org`, password: randomUUID() };
  const hash = await createPasswords().hash(credentials.password);
  const client = new pg.Client({ connectionString: stack.databaseUrl });
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
