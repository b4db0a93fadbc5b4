import type { Configuration } from '../configuration.ts';
import { findCredential } from './credential.ts';
import { isFromOwnPages } from './cross-site.ts';
import { isAllowed } from './decision.ts';
import { firstSegment, normalisePath } from './path.ts';
import { makePermissionTable } from './permissions.ts';
import { makeProfiles, type Profile } from './profile.ts';
import { isPublic } from './public.ts';
import { nativeRoutes } from './routes.ts';

type Host = Pick<Orthanc, 'http' | 'cache' | 'crypto' | 'utf8' | 'log'>;

/** One line per reason and this long: whoever is refused chooses how often. */
const quietMs = 10_000;

/** Decides on every HTTP request that reaches Orthanc. Nothing is allowed that is not allowed explicitly. */
export function makeGate(host: Host, configuration: Configuration): (request: FilteredRequest) => boolean {
  const permissionsFor = makePermissionTable(nativeRoutes);
  const profileOf = makeProfiles(host, configuration.service);

  /** Returns what speaks against the request, without anything the client wrote, or undefined. */
  const findObjection = (request: FilteredRequest): string | undefined => {
    const path = normalisePath(request.path);
    if (path === undefined) return 'the path is not one that is ever served';
    if (isPublic(path)) return undefined;
    const required = permissionsFor(request.method, path);
    if (required === undefined) return `no permission covers this ${request.method} route`;
    const where = `${request.method} /${firstSegment(path)}`;

    const claim = findCredential(request);
    if (claim === 'anonymous') return `${where} needs a credential`;
    if (claim === 'malformed') return 'the credential is malformed';
    if (claim.key === 'cookie' && request.method !== 'GET') {
      if (!isFromOwnPages(request.headers, configuration.publicOrigin))
        return `${where} comes from another site`;
    }
    let profile: Profile;
    try {
      profile = profileOf(claim);
    } catch (error) {
      return `the auth service ${error instanceof Error ? error.message : 'failed'}`;
    }
    if (isAllowed(profile.grants, required)) return undefined;
    return `${where} needs ${required.join(' or ')} on every study`;
  };

  return (request) => {
    const objection = findObjection(request);
    if (objection === undefined) return true;
    const key = `refusal ${objection}`;
    if (host.cache.get(key) === undefined) {
      host.cache.set(key, '', quietMs);
      host.log.warning(`Refused: ${objection}`);
    }
    return false;
  };
}
