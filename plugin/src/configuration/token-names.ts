import type { Problems, Section } from './section.ts';

/** Where requests carry a credential, in the order of looking. */
export interface TokenNames {
  headers: readonly {
    /** In lower case: headers have none. */
    name: string;
    /** The `token-key` by which the service is told. */
    key: string;
  }[];
  /** Names of GET arguments, whose case matters. */
  arguments: readonly string[];
  /** Whether a value is given to the service as it came, whatever it may be; else it must be a token of ours. */
  areRaw: boolean;
  /** Whether the session cookie of our service counts. */
  withCookie: boolean;
}

/** The product's own names. */
export const ownTokenNames: TokenNames = {
  headers: ['authorization', 'token', 'auth-token', 'api-key'].map((name) => ({ name, key: name })),
  arguments: ['token', 'auth-token', 'authorization'],
  areRaw: false,
  withCookie: true,
};

/** RFC 9110 § 5.6.2. */
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
/** What a request needs for itself; a cookie as a token would be believed from any site's page. */
const reservedHeader =
  /^(?:accept.*|connection|content-.*|cookie|expect|host|if-.*|keep-alive|origin|proxy-.*|range|sec-.*|te|trailer|transfer-encoding|upgrade|x-sgim-.*)$/i;

/** `"TokenHttpHeaders"` and `"TokenGetArguments"`, with those of the standard configurations. Our own where none are configured. */
export function readTokenNames(
  section: Section,
  standard: { headers: readonly string[]; arguments: readonly string[] },
  isOwn: boolean,
  problems: Problems,
): TokenNames {
  const headers = sort([...section.texts('TokenHttpHeaders'), ...standard.headers]);
  const names = sort([...section.texts('TokenGetArguments'), ...standard.arguments]);
  for (const name of headers) {
    if (!headerName.test(name) || reservedHeader.test(name))
      problems.push(
        `"Authorization.TokenHttpHeaders" must be names of headers that can carry a token: not ${name}`,
      );
  }
  for (const name of names.filter((one) => one === '' || reservedHeader.test(one)))
    problems.push(`"Authorization.TokenGetArguments" must be names that can carry a token: not "${name}"`);
  if (headers.length === 0 && names.length === 0) return { ...ownTokenNames, withCookie: isOwn };
  return {
    headers: headers.map((key) => ({ name: key.toLowerCase(), key })),
    arguments: names,
    areRaw: true,
    withCookie: isOwn,
  };
}

/** Each once, in the order of their characters, as the ecosystem's plugin has them. */
const sort = (names: readonly string[]): string[] => [...new Set(names)].sort();
