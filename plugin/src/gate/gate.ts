import type { Configuration } from '../configuration.ts';
import { makeQuietLog } from '../quiet-log.ts';
import { findCredential } from './credential.ts';
import { isFromOwnPages } from './cross-site.ts';
import { isAllowed } from './decision.ts';
import { firstSegment, normalisePath } from './path.ts';
import { makePermissionTable } from './permissions.ts';
import type { Profile, Profiles } from './profile.ts';
import { isPublic, isSmall } from './public.ts';
import { nativeRoutes } from './routes.ts';

/** Decides on every HTTP request that reaches Orthanc. Nothing is allowed that is not allowed explicitly. */
export function makeGate(
  host: Pick<Orthanc, 'cache' | 'log'>,
  profiles: Profiles,
  { publicOrigin }: Pick<Configuration, 'publicOrigin'>,
): (request: FilteredRequest) => boolean {
  const warn = makeQuietLog(host);
  const permissionsFor = makePermissionTable(nativeRoutes);

  /** Returns what speaks against the request, without anything the client wrote, or undefined. */
  const findObjection = (request: FilteredRequest): string | undefined => {
    const path = normalisePath(request.path);
    if (path === undefined) return 'the path is not one that is ever served';
    if (isPublic(path)) return isSmall(request.headers) ? undefined : 'a public route takes no such body';
    const required = permissionsFor(request.method, path);
    if (required === undefined) return `no permission covers this ${request.method} route`;
    const where = `${request.method} /${firstSegment(path)}`;

    const claim = findCredential(request);
    if (claim === 'anonymous') return `${where} needs a credential`;
    if (claim === 'malformed') return 'the credential is malformed';
    if (claim.key === 'cookie' && request.method !== 'GET') {
      if (!isFromOwnPages(request.headers, publicOrigin)) return `${where} comes from another site`;
    }
    let profile: Profile;
    try {
      profile = profiles.find(claim);
    } catch (error) {
      return `the auth service ${error instanceof Error ? error.message : 'failed'}`;
    }
    if (isAllowed(profile.grants, required)) return undefined;
    return `${where} needs ${required.join(' or ')} on every study`;
  };

  return (request) => {
    const objection = findObjection(request);
    if (objection === undefined) return true;
    warn(`Refused: ${objection}`);
    return false;
  };
}
