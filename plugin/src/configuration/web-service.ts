import { encodeBase64 } from '../base64.ts';
import type { Problems, Section } from './section.ts';

/** How the auth service is asked. */
export interface ServiceSettings {
  /** `http://host:port`, possibly with a path; no slash at its end. Empty for a foreign service whose routes are named one by one. */
  url: string;
  /** The routes of the contract. Undefined for one that a foreign service does not have. */
  routes: ContractRoutes;
  /** The `Authorization` header of the contract's routes (RFC 7617). Empty for a foreign service that wants none. */
  authorization: string;
  /** Proves to the service that a handed-over request came through this door. Empty for a foreign one, which gets none. */
  doorSecret: string;
  /** `WebServiceIdentifier`: tells the service which Orthanc asks. */
  serverId: string | null;
  /**
   * Whether it is ours: it has people, sessions and an audit trail, says exactly what somebody may do and tells of revocations. A
   * foreign one speaks the ecosystem's contract and nothing more.
   */
  isOwn: boolean;
}

export interface ContractRoutes {
  profile: string | undefined;
  validation: string | undefined;
  /** Followed by a slash and the type of the token. */
  creation: string | undefined;
  decoder: string | undefined;
  roles: string | undefined;
}

/** What a header can carry without quoting. */
const printable = /^[\x21-\x7e]+$/;
const address = /^http:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:\/[\w.~-]+)*\/*$/i;

const oneByOne = {
  profile: ['WebServiceUserProfileUrl'],
  validation: ['WebServiceTokenValidationUrl', 'WebService'],
  creation: ['WebServiceTokenCreationBaseUrl'],
  decoder: ['WebServiceTokenDecoderUrl'],
  roles: ['WebServiceSettingsRolesUrl'],
} as const;

/**
 * Reads the `WebService…` keys.
 *
 * @param isOwn The door needs one address, and the shared secret.
 */
export function readServiceSettings(
  section: Section,
  isOwn: boolean,
  utf8: Orthanc['utf8'],
  problems: Problems,
): ServiceSettings {
  const readUrl = (key: string): string | undefined => {
    const url = section.text(key);
    if (url === '') return undefined;
    if (address.test(url)) return url.replace(/\/+$/, '');
    problems.push(`"Authorization.${key}" must be an address such as http://127.0.0.1:8043`);
    return undefined;
  };
  const readFirst = (keys: readonly string[]) => keys.map(readUrl).find((url) => url !== undefined);

  const root = readUrl('WebServiceRootUrl');
  const named = Object.fromEntries(
    Object.entries(oneByOne).map(([route, keys]) => [route, readFirst(keys)]),
  ) as unknown as ContractRoutes;
  // As with the ecosystem's plugin: the root speaks for all of them.
  const routes = root === undefined ? named : routesBelow(root);
  const names = isOwn ? ['WebServiceRootUrl'] : ['WebServiceRootUrl', 'WebServiceUserProfileUrl'];
  const isMissing = isOwn ? root === undefined : routes.profile === undefined;
  if (isMissing && !names.some((name) => section.text(name) !== '')) {
    problems.push(
      `${names.map((name) => `"Authorization.${name}"`).join(' or ')} must be an address such as http://127.0.0.1:8043`,
    );
  }

  const identifier = section.text('WebServiceIdentifier');
  const { username, password } = readCredentials(section, isOwn, problems);
  const pair = new Uint8Array(utf8.encode(`${username}:${password}`));
  return {
    url: root ?? '',
    routes,
    authorization: username === '' ? '' : `Basic ${encodeBase64(pair)}`,
    doorSecret: isOwn ? password : '',
    serverId: identifier === '' ? null : identifier,
    isOwn,
  };
}

const routesBelow = (root: string): ContractRoutes => ({
  profile: `${root}/user/get-profile`,
  validation: `${root}/tokens/validate`,
  creation: `${root}/tokens`,
  decoder: `${root}/tokens/decode`,
  roles: `${root}/settings/roles`,
});

function readCredentials(section: Section, areNeeded: boolean, problems: Problems) {
  const username = section.text('WebServiceUsername');
  const password = section.text('WebServicePassword');
  if (!areNeeded && username === '' && password === '') return { username, password };
  if (username === '' || username.includes(':')) {
    problems.push('"Authorization.WebServiceUsername" must be set and have no colon');
  }
  if (!printable.test(password)) {
    problems.push('"Authorization.WebServicePassword" must be set and be printable ASCII without spaces');
  }
  return { username, password };
}
