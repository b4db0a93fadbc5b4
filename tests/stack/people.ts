import type { Permission } from '../../auth-service/contract/permissions.ts';
import { type Account, createAccount, type NewUser, openSession } from './accounts.ts';
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
  return createClient(address.url, {
    cookie: await openSession(address.url, credentials),
    origin: address.url,
  });
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

/** Creates an account in the database of the shared product. */
export const createUser = (user: NewUser = {}): Promise<Account> => createAccount(stack.databaseUrl, user);
