import type { Action, Audit } from '../audit/audit.ts';
import type { Configuration } from '../configuration.ts';
import { makeQuietLog } from '../quiet-log.ts';
import { findCredential } from './credential.ts';
import { isFromOwnPages } from './cross-site.ts';
import { makeDecision } from './decision.ts';
import type { Owners } from './owners.ts';
import { firstSegment, normalisePath } from './path.ts';
import { makePermissionTable, type Rule } from './permissions.ts';
import type { FoundProfile, Profiles } from './profile.ts';
import { isPublic, isSmall } from './public.ts';
import { nativeRoutes } from './routes.ts';
import type { Studies } from './studies.ts';
import { readTarget } from './targets.ts';

interface Parts {
  profiles: Profiles;
  studies: Studies;
  owners: Owners;
  audit: Audit;
}

/** What speaks against a request, without anything the client wrote. */
class Objection {
  constructor(readonly reason: string) {}
}

/** Decides on every HTTP request that reaches Orthanc. Nothing is allowed that is not allowed explicitly. */
export function makeGate(
  host: Pick<Orthanc, 'cache' | 'log'>,
  { profiles, studies, owners, audit }: Parts,
  { publicOrigin }: Pick<Configuration, 'publicOrigin'>,
): (request: FilteredRequest) => boolean | Admission {
  const warn = makeQuietLog(host);
  const findRule = makePermissionTable(nativeRoutes);
  const decide = makeDecision(studies, owners);

  const identify = (request: FilteredRequest, where: string): FoundProfile | Objection => {
    const claim = findCredential(request);
    if (claim === 'anonymous') return new Objection(`${where} needs a credential`);
    if (claim === 'malformed') return new Objection('the credential is malformed');
    if (claim.key === 'cookie' && request.method !== 'GET') {
      if (!isFromOwnPages(request.headers, publicOrigin))
        return new Objection(`${where} comes from another site`);
    }
    try {
      return profiles.find(claim);
    } catch (error) {
      return new Objection(`the auth service ${error instanceof Error ? error.message : 'failed'}`);
    }
  };

  const judge = (request: FilteredRequest): boolean | Admission | Objection => {
    const path = normalisePath(request.path);
    if (path === undefined) return new Objection('the path is not one that is ever served');
    if (isPublic(path)) return isSmall(request.headers) || new Objection('a public route takes no such body');
    const rule = findRule(request.method, path);
    if (rule === undefined) return new Objection(`no permission covers this ${request.method} route`);
    const where = `${request.method} /${firstSegment(path)}`;
    const found = identify(request, where);
    if (found instanceof Objection) return found;

    const decision = decide(rule, found.profile, readTarget(path, request.query));
    const action = findAction(request.method, rule);
    if (action !== undefined) {
      const deed = {
        actor: { profile: found.profile },
        action,
        outcome: decision.allowed ? 'success' : 'refused',
        address: request.ip,
        route: where,
      } as const;
      const write = request.method === 'GET' || !decision.allowed ? audit.count : audit.record;
      if (decision.studies.length === 0) write({ ...deed, study: null });
      for (const study of decision.studies) write({ ...deed, study });
    }
    if (decision.allowed) return { context: found.text };
    return new Objection(`${where} needs ${rule.permissions.join(' or ')} on what it is about`);
  };

  return (request) => {
    const judged = judge(request);
    if (!(judged instanceof Objection)) return judged;
    warn(`Refused: ${judged.reason}`);
    return false;
  };
}

/**
 * What a request does, in the words of the audit trail. Undefined for what touches no patient's data; what is uploaded is written
 * down image by image, and routes that look at the body write down what it names.
 */
function findAction(method: HttpMethod, { permissions, reach }: Rule): Action | undefined {
  const permission = permissions.find((word) => word !== 'all');
  const looksElsewhere = permission === 'q-r-remote-modalities' && method === 'POST';
  if (reach === 'any' && !looksElsewhere) return undefined;
  if (reach === 'cut' && method !== 'GET') return undefined;
  switch (permission) {
    case 'view':
      return reach === 'cut' ? 'find' : 'view';
    case 'download':
    case 'delete':
    case 'modify':
    case 'anonymize':
    case 'send':
    case 'edit-labels':
      return permission;
    case 'q-r-remote-modalities':
      return 'query-retrieve';
    default:
      return method === 'GET' ? undefined : 'settings';
  }
}
