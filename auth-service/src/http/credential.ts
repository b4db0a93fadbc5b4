/** What a client shows to say who it is. */
export type Credential = { kind: 'cookie'; value: string } | { kind: 'token'; secret: string };

export const sessionCookie = 'sgim_session';

const tokenHeaders = ['token', 'auth-token', 'api-key'];
/** Query arguments that carry a token. Case matters, as it does in the authorization plugin. */
export const tokenArguments: readonly string[] = ['token', 'auth-token', 'authorization'];

interface Shown {
  method: string;
  /** One header by its name in lower case. */
  header(name: string): string | undefined;
  query: Readonly<Record<string, unknown>>;
}

/**
 * Looks for a credential in the order of strength; the first kind that is there decides alone, so that a bad token is never
 * replaced by a cookie that happens to be there.
 */
export function findCredential({ method, header, query }: Shown): Credential | undefined {
  const bearer = readBearer(header('authorization'));
  if (bearer !== undefined) return { kind: 'token', secret: bearer };
  for (const name of tokenHeaders) {
    const value = header(name);
    if (value !== undefined) return { kind: 'token', secret: stripBearer(value) };
  }
  if (method === 'GET') {
    for (const name of tokenArguments) {
      const value = query[name];
      if (value !== undefined)
        return { kind: 'token', secret: typeof value === 'string' ? stripBearer(value) : '' };
    }
  }
  const cookie = readCookie(header('cookie'), sessionCookie);
  return cookie === undefined ? undefined : { kind: 'cookie', value: cookie };
}

/**
 * A credential as plugins name it: where it was found, in any case, and its raw value. Which headers and arguments carry tokens is
 * for a plugin's own settings to say, so that any name will do. Both are empty or absent for nobody.
 */
export function readNamedCredential(
  key: string | null | undefined,
  value: string | null | undefined,
): Credential | undefined {
  if (!key || !value) return undefined;
  const name = key.toLowerCase();
  if (name === 'cookie') return { kind: 'cookie', value };
  const secret = stripBearer(value);
  // Another scheme, such as Basic. An argument of this name has none.
  if (name === 'authorization' && secret.includes(' ')) return undefined;
  return { kind: 'token', secret };
}

/** RFC 6750: the scheme's name in any case. */
const bearer = /^Bearer(?: +(.*))?$/i;

function readBearer(header: string | undefined): string | undefined {
  const match = header === undefined ? null : bearer.exec(header);
  return match ? (match[1] ?? '') : undefined;
}

const stripBearer = (value: string): string => readBearer(value) ?? value;

/** RFC 6265, section 5.4: `name=value; name=value`. The first of a name counts. */
function readCookie(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return pair?.trim().slice(name.length + 1);
}
