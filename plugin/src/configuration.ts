import { encodeBase64 } from './base64.ts';

/** What the plugin takes from Orthanc's configuration. */
export interface Configuration {
  service: {
    /** `http://host:port`, possibly with a path; no slash at its end. */
    url: string;
    /** The `Authorization` header of the contract's routes (RFC 7617). */
    authorization: string;
    /** Proves to the service that a handed-over request came through this door. */
    doorSecret: string;
    /** `WebServiceIdentifier`: tells the service which Orthanc asks. */
    serverId: string | null;
  };
  /** The origin that browsers see, such as `https://images.example.org`, when it is known. */
  publicOrigin: string | undefined;
  /** Addresses whose `X-Forwarded-For` is believed. */
  trustedProxies: ReadonlySet<string>;
  /** Where audit events wait for the service. Undefined for a service that takes none. */
  spoolFolder: string | undefined;
}

type Section = Record<string, unknown>;

const isSection = (value: unknown): value is Section =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a header can carry without quoting. */
const printable = /^[\x21-\x7e]+$/;
const serviceUrl = /^http:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:\/[\w.~-]+)*\/*$/i;
const ipAddress = /^[0-9a-f.:]{2,45}$/i;
const origin = /^(https?):\/\/((?:[a-z0-9._-]+|\[[0-9a-f:.]+\]))(?::(\d{1,5}))?\/?$/i;

/**
 * Reads and checks the sections `"Authorization"` and `"Sgim"` of Orthanc's configuration.
 *
 * @param utf8 Encodes the service's user name and password.
 * @throws Error that names everything that is wrong: thrown while the bundle is evaluated, it keeps Orthanc from starting.
 */
export function readConfiguration(json: string, utf8: Orthanc['utf8']): Configuration {
  const wrong: string[] = [];
  const all: unknown = JSON.parse(json);

  const section = (name: string): Section => {
    const value = isSection(all) ? all[name] : undefined;
    if (isSection(value)) return value;
    if (value !== undefined) wrong.push(`"${name}" must be an object`);
    return {};
  };
  const text = (owner: string, from: Section, name: string): string => {
    const value = from[name] ?? '';
    if (typeof value === 'string') return value;
    wrong.push(`"${owner}.${name}" must be a string`);
    return '';
  };

  const authorization = section('Authorization');
  const url = text('Authorization', authorization, 'WebServiceRootUrl');
  const username = text('Authorization', authorization, 'WebServiceUsername');
  const password = text('Authorization', authorization, 'WebServicePassword');
  const identifier = text('Authorization', authorization, 'WebServiceIdentifier');
  const sgim = section('Sgim');
  const publicUrl = text('Sgim', sgim, 'PublicUrl');
  const trustedProxies = text('Sgim', sgim, 'TrustedProxies').split(' ').filter(Boolean);
  const spoolFolder = text('Sgim', sgim, 'SpoolDirectory');

  if (!serviceUrl.test(url)) {
    wrong.push('"Authorization.WebServiceRootUrl" must be an address such as http://127.0.0.1:8043');
  }
  if (username === '' || username.includes(':')) {
    wrong.push('"Authorization.WebServiceUsername" must be set and have no colon');
  }
  if (!printable.test(password)) {
    wrong.push('"Authorization.WebServicePassword" must be set and be printable ASCII without spaces');
  }
  const publicOrigin = readOrigin(publicUrl);
  if (publicUrl !== '' && publicOrigin === undefined) {
    wrong.push('"Sgim.PublicUrl" must be an origin such as https://images.example.org');
  }
  if (!trustedProxies.every((proxy) => ipAddress.test(proxy))) {
    wrong.push('"Sgim.TrustedProxies" must be IP addresses with spaces between them');
  }
  if (spoolFolder !== '' && !spoolFolder.startsWith('/')) {
    wrong.push('"Sgim.SpoolDirectory" must be an absolute path');
  }
  if (wrong.length > 0) throw new Error(`The configuration is not valid: ${wrong.join('; ')}`);

  return {
    service: {
      url: url.replace(/\/+$/, ''),
      authorization: `Basic ${encodeBase64(new Uint8Array(utf8.encode(`${username}:${password}`)))}`,
      doorSecret: password,
      serverId: identifier === '' ? null : identifier,
    },
    publicOrigin,
    trustedProxies: new Set(trustedProxies),
    spoolFolder: spoolFolder === '' ? undefined : spoolFolder,
  };
}

/** The origin as browsers write it (RFC 6454 § 6.2): lower case, without the default port. */
function readOrigin(url: string): string | undefined {
  const [, scheme, host, port] = origin.exec(url.toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  const isDefaultPort = port === undefined || Number(port) === (scheme === 'https' ? 443 : 80);
  return isDefaultPort ? `${scheme}://${host}` : `${scheme}://${host}:${Number(port)}`;
}
