import { isForm, isReserved } from '../answers/reserved.ts';
import type { Action, Audit, Deed } from '../audit/audit.ts';
import type { Configuration } from '../configuration.ts';
import { findClientAddress } from '../door/client-address.ts';
import { makeQuietLog } from '../quiet-log.ts';
import { type Credential, findCredential } from './credential.ts';
import { isFromOwnPages, isSentByItself } from './cross-site.ts';
import { makeDecision } from './decision.ts';
import type { Owners } from './owners.ts';
import { firstSegment, normalisePath } from './path.ts';
import type { Rule } from './permissions.ts';
import { type FoundProfile, findDeadline, type Profiles } from './profile.ts';
import { isPublic, isSmall, isUnchecked } from './public.ts';
import type { Access, ResourceTokens } from './resource-tokens.ts';
import { makeRules } from './rules.ts';
import { recallScope } from './scope.ts';
import type { Studies } from './studies.ts';
import { readTarget } from './targets.ts';

interface Parts {
  profiles: Profiles;
  studies: Studies;
  owners: Owners;
  audit: Audit;
  /** Only where profiles may need to be confirmed. */
  resourceTokens?: ResourceTokens | undefined;
}

type Settings = Pick<
  Configuration,
  'publicOrigin' | 'tokenNames' | 'unchecked' | 'permissionRows' | 'service' | 'trustedProxies'
>;

/** Who is asking, and when whatever is asked of the service for it must have ended. */
interface Identified extends FoundProfile {
  credential: Credential;
  deadline: number;
}

/** What the contract asks for where there is no credential. */
const nobody: Credential = { key: '', value: '' };
/** On whose behalf our routes answer what the site has opened to everybody. */
const everybody = JSON.stringify({
  userId: null,
  name: '',
  grants: [{ permissions: ['view'], labels: ['*'] }],
});

/** What the routes that only cut answers ask for. */
const viewing: readonly string[] = ['all', 'view'];
const searches: ReadonlySet<string> = new Set(['/tools/find', '/tools/count-resources']);

/** A deed that is about no study in particular is written down once, too. */
const unnamed: readonly null[] = [null];

/** What speaks against a request, without anything the client wrote. */
class Objection {
  /** @param isWritten whether the audit trail has it already, with who it was */
  constructor(
    readonly reason: string,
    readonly isWritten = false,
  ) {}
}

/** Decides on every HTTP request that reaches Orthanc. Nothing is allowed that is not allowed explicitly. */
export function makeGate(
  host: Pick<Orthanc, 'cache' | 'log'>,
  { profiles, studies, owners, audit, resourceTokens }: Parts,
  { publicOrigin, tokenNames, unchecked, permissionRows, service, trustedProxies }: Settings,
): (request: FilteredRequest) => boolean | Admission {
  const warn = makeQuietLog(host);
  const findRule = makeRules(permissionRows);
  const decide = makeDecision(studies, owners);

  const identify = (request: FilteredRequest, where: string): Identified | Objection => {
    const claim = findCredential(request, tokenNames);
    // Ours has nothing for nobody.
    if (claim === 'anonymous' && service.isOwn) return new Objection(`${where} needs a credential`);
    if (claim === 'malformed') return new Objection('the credential is malformed');
    const credential = claim === 'anonymous' ? nobody : claim;
    const { method, headers } = request;
    if (method !== 'GET' && isSentByItself(credential, headers) && !isFromOwnPages(headers, publicOrigin))
      return new Objection(`${where} comes from another site`);
    const deadline = findDeadline();
    try {
      const { profile, text } = profiles.find(credential, deadline);
      return { profile, text, credential, deadline };
    } catch (error) {
      return describeFailure(error);
    }
  };

  const findAddress = ({ ip, headers }: FilteredRequest) =>
    trustedProxies.size === 0 ? ip : findClientAddress(ip, headers['x-forwarded-for'], trustedProxies);

  /** What speaks against a use of a token that must be confirmed each time. */
  const objectTo = (found: Identified, access: Omit<Access, 'profile'>): Objection | undefined => {
    const { profile, credential, deadline } = found;
    if (profile.confirmed !== false) return undefined;
    try {
      const isConfirmed = resourceTokens?.confirm(credential, { ...access, profile }, deadline);
      return isConfirmed ? undefined : new Objection('the auth service does not grant it to this token');
    } catch (error) {
      return describeFailure(error);
    }
  };

  /** A row that needs no permission: whoever asks sees what they may see anyhow, and everybody what is not cut. */
  const admitAnybody = (request: FilteredRequest, where: string): boolean | Admission => {
    const found = identify(request, where);
    return found instanceof Objection || found.profile.confirmed === false || { context: found.text };
  };

  const judge = (request: FilteredRequest): boolean | Admission | Objection => {
    const path = normalisePath(request.path);
    if (path === undefined) return new Objection('the path is not one that is ever served');
    if (isPublic(path)) return isSmall(request.headers) || new Objection('a public route takes no such body');
    if (request.method === 'POST' && isForm(request))
      return new Objection('Orthanc would take a form apart, past what looks at bodies');
    if (path.includes('/metadata/') && isReserved(path)) return new Objection('this metadata is only ours');
    const target = readTarget(path, request);
    const rule = findRule(request.method, path, target);
    if (isUnchecked(request.method, path, unchecked))
      return rule?.reach === 'cut' || rule?.reach === 'study' ? { context: everybody } : true;
    if (rule === undefined) return new Objection(`no permission covers this ${request.method} route`);
    const where = `${request.method} /${firstSegment(path)}`;
    if (rule.permissions.length === 0) return admitAnybody(request, where);
    const found = identify(request, where);
    if (found instanceof Objection) return found;

    const covered = decide(rule, found.profile, target);
    const { studies } = covered;
    const address = findAddress(request);
    const objection = covered.allowed
      ? objectTo(found, { method: request.method, path, target, studies })
      : undefined;
    const isAllowed = covered.allowed && objection === undefined;
    const seesEverything = recallScope(found.profile.grants, viewing).everything;
    // Of somebody who sees everything the route that searches hears nothing.
    const isSearch = seesEverything && isAllowed && searches.has(path);
    const action = isSearch ? 'find' : findAction(request.method, rule);
    if (action !== undefined) {
      const actor = { profile: found.profile };
      const outcome = isAllowed ? 'success' : 'refused';
      const write = request.method === 'GET' || isSearch || !isAllowed ? audit.count : audit.record;
      for (const study of studies.length === 0 ? unnamed : studies)
        write({
          actor,
          action,
          outcome,
          address,
          route: where,
          study,
          ...describeLabel(action, request.method, path),
        });
    }
    // DICOMweb searches for the one image that the path names, and that is inside: there is nothing to cut.
    const isOneImage = target?.kind === 'dicom' && target.uids.instance !== undefined;
    if (isAllowed) return { context: found.text, address, seesEverything: seesEverything || isOneImage };
    const reason = objection?.reason ?? `${where} needs ${rule.permissions.join(' or ')} on what it is about`;
    return new Objection(reason, action !== undefined);
  };

  /** A refusal of which it is not known whom it met. */
  const writeStranger = (request: FilteredRequest) => {
    const path = normalisePath(request.path);
    // A first segment that we know is no text of the client's.
    const isKnown = path !== undefined && findRule(request.method, path, undefined) !== undefined;
    audit.count({
      actor: undefined,
      action: 'other',
      outcome: 'refused',
      address: findAddress(request),
      route: isKnown ? `${request.method} /${firstSegment(path)}` : request.method,
      study: null,
    });
  };

  return (request) => {
    const judged = judge(request);
    if (!(judged instanceof Objection)) return judged;
    warn(`Refused: ${judged.reason}`);
    if (!judged.isWritten) writeStranger(request);
    return false;
  };
}

const describeFailure = (error: unknown) =>
  new Objection(`the auth service ${error instanceof Error ? error.message : 'failed'}`);

const labelPath = /\/labels\/([\w-]{1,64})$/;

/** Which label is put on a study or taken off, as elsewhere in the trail: `+site-a`. */
function describeLabel(action: Action, method: HttpMethod, path: string): Pick<Deed, 'detail'> {
  const [, label] = action === 'edit-labels' ? (labelPath.exec(path) ?? []) : [];
  return label === undefined ? {} : { detail: `${method === 'PUT' ? '+' : '-'}${label}` };
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
