import { isIP } from 'node:net';
import { isEmail } from './http/validation.ts';

type Result<T> = { value: T } | { problem: string };

/** One environment variable. `Fallback` is what an unset one without a default becomes. */
export interface Setting<T = unknown, Fallback = unknown> {
  /** For people, in `.env.example`. */
  description: string;
  /** True when nobody may see it: it is never printed. */
  secret: boolean;
  /** Who reads it; the launcher reads every setting in order to hand it on. */
  usedBy: 'service' | 'launcher';
  default: string | undefined;
  parse(text: string): Result<T>;
  readonly fallback?: Fallback;
}

type Parse<T> = (text: string) => Result<T>;
type Details = { secret?: true; usedBy?: 'launcher' };

const make = <T, F>(parse: Parse<T>, description: string, fallback: string | undefined, details: Details) =>
  ({
    description,
    secret: details.secret ?? false,
    usedBy: details.usedBy ?? 'service',
    default: fallback,
    parse,
  }) satisfies Setting<T> as Setting<T, F>;

const optional = <T>(parse: Parse<T>, description: string, details: Details = {}): Setting<T, undefined> =>
  make(parse, description, undefined, details);

const withDefault = <T>(
  parse: Parse<T>,
  fallback: string,
  description: string,
  details: Details = {},
): Setting<T, T> => make(parse, description, fallback, details);

const matching =
  (pattern: RegExp, problem: string): Parse<string> =>
  (text) =>
    pattern.test(text) ? { value: text } : { problem };

const text = matching(/./, 'must not be empty');
const email: Parse<string> = (text) =>
  isEmail(text) ? { value: text } : { problem: 'must be an e-mail address' };
const secret = matching(
  /^[\x21-\x7e]{32,}$/,
  'must have at least 32 characters, all of them ASCII and no spaces',
);
const password = matching(/^.{12,256}$/u, 'must have 12 to 256 characters');
const port: Parse<number> = (text) => {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 65_535 ? { value } : { problem: 'must be a port number from 1 to 65535' };
};
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];
const logLevel = matching(new RegExp(`^(${logLevels.join('|')})$`), `must be one of ${logLevels.join(', ')}`);

function url(...protocols: string[]): Parse<string> {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ');
  return (text) => {
    const parsed = URL.canParse(text) ? new URL(text) : undefined;
    return parsed && protocols.includes(parsed.protocol) && parsed.hostname
      ? { value: text }
      : { problem: `must be an address that begins with ${wanted}` };
  };
}

const origin: Parse<string> = (text) => {
  const parsed = url('http:', 'https:')(text);
  if ('problem' in parsed) return parsed;
  const { origin, href } = new URL(text);
  return href === `${origin}/`
    ? { value: origin }
    : { problem: 'must be the origin alone, without user, path or query: https://images.example.org' };
};

const addresses: Parse<string> = (text) =>
  text.split(/ +/).every((address) => isIP(address) > 0)
    ? { value: text }
    : { problem: 'must be IP addresses with spaces between them, such as 10.0.0.2 10.0.0.3' };

const folder = matching(/^[^~\0][^\0]*$/, 'must be a folder, and ~ is not understood');

/** Every setting of the system, documented and validated here and nowhere else. */
export const settings = {
  PUBLIC_URL: optional(
    origin,
    'The address under which people reach Orthanc, such as https://images.example.org. Links, the origin check and the Secure flag of the session cookie follow it. When unset: http://localhost and HTTP_PORT.',
  ),
  TRUSTED_PROXIES: optional(
    addresses,
    'IP addresses of the reverse proxies in front of Orthanc, with spaces between them. Each must replace the header X-Forwarded-For, or add to the one that is there: attempts at passwords are counted by what it says. When unset: none, the address that connects is the client.',
    { usedBy: 'launcher' },
  ),
  HTTP_PORT: withDefault(port, '8042', "Orthanc's HTTP port: the web interface, REST and DICOMweb.", {
    usedBy: 'launcher',
  }),
  DICOM_PORT: withDefault(port, '4242', "Orthanc's DICOM port.", { usedBy: 'launcher' }),
  DICOM_AET: withDefault(
    matching(
      /^(?! )[\x20-\x21\x23-\x5b\x5d-\x7e]{1,16}(?<! )$/,
      'must have 1 to 16 ASCII characters, without quotation mark and backslash',
    ),
    'ORTHANC',
    "Orthanc's DICOM application entity title (DICOM PS3.5, VR AE).",
    { usedBy: 'launcher' },
  ),
  SGIM_DATA: withDefault(
    folder,
    '.data',
    'The folder for everything that must last: images, database, logs, generated secrets. A relative path starts at the project.',
    { usedBy: 'launcher' },
  ),
  DATABASE_URL: optional(
    url('postgres:', 'postgresql:'),
    'A PostgreSQL database, such as postgres://user:password@host:5432/sgim. When unset, npm start runs a PostgreSQL of its own in SGIM_DATA.',
    { secret: true },
  ),
  ADMIN_EMAIL: optional(
    email,
    'E-mail address of the first administrator, for an unattended set-up together with ADMIN_PASSWORD. Used only as long as there is no administrator. When unset, the start prints a one-time link instead.',
  ),
  ADMIN_PASSWORD: optional(password, 'Password of the first administrator, 12 to 256 characters.', {
    secret: true,
  }),
  SESSION_SECRET: optional(
    secret,
    'The key that signs session cookies, at least 32 characters. A new one signs everybody out. When unset, one is generated and kept in the database.',
    { secret: true },
  ),
  LOG_LEVEL: withDefault(
    logLevel,
    'info',
    'How much the auth service logs: fatal, error, warn, info, debug, trace or silent.',
  ),
  GOOGLE_CLIENT_ID: optional(
    text,
    'Client id of the sign-in with Google, together with GOOGLE_CLIENT_SECRET.',
  ),
  GOOGLE_CLIENT_SECRET: optional(text, 'Client secret of the sign-in with Google.', { secret: true }),
  GOOGLE_HOSTED_DOMAIN: optional(
    text,
    'Only accounts of this Google Workspace domain may sign in with Google.',
  ),
  GOOGLE_AUTHORIZATION_URL: optional(
    url('http:', 'https:'),
    "Replaces Google's authorization address, to test against a stand-in.",
  ),
  GOOGLE_TOKEN_URL: optional(
    url('http:', 'https:'),
    "Replaces Google's token address, to test against a stand-in.",
  ),
  GOOGLE_USERINFO_URL: optional(
    url('http:', 'https:'),
    "Replaces Google's user information address, to test against a stand-in.",
  ),
  AUTH_HOST: withDefault(
    text,
    '127.0.0.1',
    'The address on which the auth service listens. It must not be reachable for others than Orthanc.',
  ),
  AUTH_PORT: withDefault(port, '8043', 'The port on which the auth service listens.'),
  AUTH_SERVICE_SECRET: optional(
    secret,
    'The secret that Orthanc and the auth service share, at least 32 characters. When unset, npm start generates one and keeps it in SGIM_DATA.',
    { secret: true },
  ),
  DEBIAN_MIRROR: optional(
    url('http:', 'https:'),
    "The Debian archive from which npm start fetches Orthanc. When unset, the one of this machine's own apt sources.",
    { usedBy: 'launcher' },
  ),
};
