/** The name of the session's cookie, set by the auth service. */
const cookieName = 'sgim_session';

const headerNames = ['token', 'auth-token', 'api-key'] as const;
const argumentNames = ['token', 'auth-token', 'authorization'] as const;

/** Longer than any token of ours and than a JWT with many claims. */
const maximumLength = 8192;
const visible = /^[\x21-\x7e]+$/;

/** A claim to be somebody, in the terms of the authorization contract (`token-key`, `token-value`). */
export interface Credential {
  key: 'authorization' | 'token' | 'auth-token' | 'api-key' | 'cookie';
  value: string;
}

/** `malformed`: something was presented that cannot be valid; it is refused, never replaced by a weaker claim. */
export type Claim = Credential | 'anonymous' | 'malformed';

/**
 * Who says they are asking. The first kind that is present decides alone: `Authorization`, a token header, a token in the query
 * (GET only), the session cookie.
 */
export function findCredential(request: FilteredRequest): Claim {
  const { headers } = request;
  if (headers.authorization !== undefined) return bearer(headers.authorization);
  for (const name of headerNames) {
    const value = headers[name];
    if (value !== undefined) return bare(name, value);
  }
  return fromQuery(request) ?? fromCookie(headers.cookie) ?? 'anonymous';
}

const isSound = (value: string) => value.length <= maximumLength && visible.test(value);

const bare = (key: Credential['key'], value: string): Claim =>
  isSound(value) ? { key, value } : 'malformed';

/** RFC 6750 § 2.1. Any other scheme is refused: nobody but the auth service checks passwords. */
function bearer(header: string): Claim {
  const [, token] = /^bearer +(\S+)$/i.exec(header) ?? [];
  return token !== undefined && isSound(token)
    ? { key: 'authorization', value: `Bearer ${token}` }
    : 'malformed';
}

function fromQuery({ method, query }: FilteredRequest): Claim | undefined {
  if (method !== 'GET' || query.length === 0) return undefined;
  for (const name of argumentNames) {
    const [value, ...others] = query.filter(([argument]) => argument === name).map(([, given]) => given);
    if (value === undefined) continue;
    if (others.length > 0) return 'malformed';
    const decoded = percentDecode(value);
    if (decoded === undefined) return 'malformed';
    if (name !== 'authorization') return bare(name, decoded);
    return bearer(/^bearer /i.test(decoded) ? decoded : `Bearer ${decoded}`);
  }
  return undefined;
}

function percentDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * The value of our cookie (RFC 6265 § 5.4), percent-encoded in one way: it has many spellings, and who signs out with one has
 * signed out with all. Two of them are refused: a page of a sibling domain can add one, and which
 * comes first is its choice.
 */
function fromCookie(header: string | undefined): Claim | undefined {
  if (!header?.includes(cookieName)) return undefined;
  const values: string[] = [];
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && pair.slice(0, equals).trim() === cookieName)
      values.push(pair.slice(equals + 1).trim());
  }
  const [value, ...others] = values;
  if (value === undefined) return undefined;
  const decoded = percentDecode(value);
  const isMalformed =
    others.length > 0 || value === '' || value.length > maximumLength || decoded === undefined;
  return isMalformed ? 'malformed' : { key: 'cookie', value: encodeURIComponent(decoded) };
}
