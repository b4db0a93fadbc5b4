import { ownTokenNames, type TokenNames } from '../configuration/token-names.ts';

/** The name of the session's cookie, set by the auth service. */
const cookieName = 'sgim_session';

/** Longer than any token of ours and than a JWT with many claims. */
const maximumLength = 8192;
const visible = /^[\x21-\x7e]+$/;
/** A scheme and a token, or whatever else a foreign service may take; no space around it. */
const visibleWithSpaces = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A claim to be somebody, in the terms of the authorization contract (`token-key`, `token-value`). */
export interface Credential {
  /** The name of the header or argument, or `cookie` for the session of our service. */
  key: string;
  value: string;
}

/** `malformed`: something was presented that cannot be valid; it is refused, never replaced by a weaker claim. */
export type Claim = Credential | 'anonymous' | 'malformed';

/**
 * Who says they are asking. The first kind that is present decides alone: a token header, in the order of their names, a token in the
 * query (GET only), the session cookie.
 */
export function findCredential(request: FilteredRequest, names: TokenNames = ownTokenNames): Claim {
  const { headers } = request;
  for (const { name, key } of names.headers) {
    const value = headers[name];
    if (value !== undefined)
      return recall(names, `${key} ${value}`, () => readToken(key, value, names)) ?? 'anonymous';
  }
  const inQuery = fromQuery(request, names);
  if (inQuery !== undefined) return inQuery;
  const cookie = names.withCookie ? headers.cookie : undefined;
  if (cookie === undefined) return 'anonymous';
  return recall(names, `cookie ${cookie}`, () => fromCookie(cookie)) ?? 'anonymous';
}

/** What headers mean, the latest: whoever looks at images sends the same with each. By the names that are looked for. */
const meanings = new WeakMap<TokenNames, Map<string, Credential>>();

function recall(names: TokenNames, header: string, read: () => Claim | undefined): Claim | undefined {
  const claims = meanings.get(names) ?? new Map<string, Credential>();
  const known = claims.get(header);
  if (known !== undefined) return known;
  const claim = read();
  // Nobody fills the memory with what is no credential.
  if (typeof claim !== 'object') return claim;
  if (claims.size >= 256) claims.clear();
  claims.set(header, claim);
  meanings.set(names, claims);
  return claim;
}

function readToken(key: string, value: string, { areRaw }: TokenNames): Claim {
  if (value.length > maximumLength) return 'malformed';
  if (areRaw) return visibleWithSpaces.test(value) ? { key, value } : 'malformed';
  if (key === 'authorization') return bearer(value);
  return visible.test(value) ? { key, value } : 'malformed';
}

/** RFC 6750 § 2.1. Any other scheme is refused: nobody but the auth service checks passwords. */
function bearer(header: string): Claim {
  const [, token] = /^bearer +(\S+)$/i.exec(header) ?? [];
  return token !== undefined && visible.test(token)
    ? { key: 'authorization', value: `Bearer ${token}` }
    : 'malformed';
}

function fromQuery({ method, query }: FilteredRequest, names: TokenNames): Claim | undefined {
  if (method !== 'GET' || query.length === 0) return undefined;
  for (const name of names.arguments) {
    const [value, ...others] = query.filter(([argument]) => argument === name).map(([, given]) => given);
    if (value === undefined) continue;
    if (others.length > 0) return 'malformed';
    const decoded = percentDecode(value);
    if (decoded === undefined) return 'malformed';
    // An argument has no scheme, the header of this name does.
    const needsScheme = !names.areRaw && name === 'authorization' && !/^bearer /i.test(decoded);
    return readToken(name, needsScheme ? `Bearer ${decoded}` : decoded, names);
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
function fromCookie(header: string): Claim | undefined {
  if (!header.includes(cookieName)) return undefined;
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
