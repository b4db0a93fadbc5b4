import type { CheckedLevels } from '../configuration/unchecked.ts';
import type { WebService } from '../ecosystem/web-service.ts';
import { isOrthancId, isUid } from '../forms.ts';
import { askOnce } from '../service.ts';
import type { Credential } from './credential.ts';
import { makeCredentialKey } from './credential-key.ts';
import { makeLineages } from './lineages.ts';
import { type FoundProfile, type Profile, parseProfile } from './profile.ts';
import type { Studies } from './studies.ts';
import type { Target } from './targets.ts';

/** What a request wants, once the grants have been found to cover it. */
export interface Access {
  method: HttpMethod;
  /** Normalised. */
  path: string;
  target: Target | undefined;
  /** The studies of the target. */
  studies: readonly string[];
  profile: Profile;
}

/**
 * Shares and instant links of a foreign service. It does not say in a profile what they open: they are decoded, and each resource that
 * they are used for is confirmed by `/tokens/validate`, so that what was revoked there is over here when an answer's validity is.
 *
 * They read what belongs to their studies and nothing else: no other method, and nothing about the system.
 */
export interface ResourceTokens {
  /**
   * A profile with `confirmed: false`; undefined for what is no token of resources.
   *
   * @throws ServiceUnavailable
   */
  find(credential: Credential, deadline: number): FoundProfile | undefined;
  /**
   * Whether the service grants what a request wants, at each level that is to be checked.
   *
   * @throws ServiceUnavailable
   */
  confirm(credential: Credential, access: Access, deadline: number): boolean;
  forget(credential: Credential): void;
}

/** What a token names does not change; whether it still opens that is asked elsewhere. */
const decodedMs = 60_000;
/** How long what opens nothing is known to open nothing. */
const refusedMs = 5000;
/** A request asks about each of them. */
const mostStudies = 100;
/** QIDO-RS at the root (DICOM PS3.18 § 10.6): its answers are cut to the studies of the token. */
const search = /^\/dicom-web\/(?:studies|series|instances)$/;

/** Stands for an answer in the cache, where there is nothing to keep. */
const nothing = '';

export function makeResourceTokens(
  host: Pick<Orthanc, 'cache' | 'crypto' | 'restApi' | 'utf8'>,
  webService: Pick<WebService, 'has' | 'decode' | 'validate'>,
  studies: Studies,
  checkedLevels: CheckedLevels,
): ResourceTokens {
  const lineages = makeLineages(host);
  const digest = makeCredentialKey(host);
  const keyOf = (credential: Credential) => `resource token ${digest(credential)}`;

  /** The study of a decoded resource: every one that there is, where several patients share a UID. */
  const locate = (resource: ReturnType<WebService['decode']>['resources'][number]): readonly string[] => {
    if (resource.level !== 'study') return [];
    const byUid =
      resource.dicomUid !== null && isUid(resource.dicomUid)
        ? (studies.findByUids({ study: resource.dicomUid }) ?? [])
        : [];
    if (resource.orthancId === null || resource.orthancId === '') return byUid;
    return isOrthancId(resource.orthancId) ? [resource.orthancId] : [];
  };

  const decode = (credential: Credential, deadline: number): Cached => {
    const { type, error, resources } = webService.decode(credential, deadline);
    const named = error === null ? [...new Set(resources.flatMap(locate))] : [];
    const tag = keyOf(credential);
    if (named.length === 0 || named.length > mostStudies) return { value: nothing, ttlMs: refusedMs, tag };
    const permissions = type === 'download-instant-link' ? ['view', 'download'] : ['view'];
    const profile: Profile = {
      userId: `link:${digest(credential).slice(0, 16)}`,
      name: type ?? 'link',
      grants: [{ permissions, labels: [], studies: named }],
      confirmed: false,
    };
    return { value: JSON.stringify(profile), ttlMs: decodedMs, tag };
  };

  const isGranted = (
    credential: Credential,
    method: HttpMethod,
    resource: Omit<Parameters<WebService['validate']>[2], 'labels'>,
    deadline: number,
  ): boolean => {
    const { level, orthancId: id } = resource;
    const tag = keyOf(credential);
    const answer = askOnce(host.cache, `${tag} ${method} ${level} ${id}`, () => {
      const labels = (level === 'study' && studies.findLabels(id)) || [];
      const { granted, validitySeconds } = webService.validate(
        credential,
        method,
        { ...resource, labels },
        deadline,
      );
      const ttlMs = validitySeconds * 1000;
      return granted
        ? { value: 'granted', ttlMs, tag }
        : { value: nothing, ttlMs: Math.min(ttlMs, refusedMs), tag };
    });
    return answer === 'granted';
  };

  /** The lowest resources that a request is about; undefined where it is about none. */
  const findNamed = ({ path, target, studies: named, profile }: Access) => {
    if (target?.kind === 'resource') return [target];
    if (target?.kind === 'resources') return target.ids.map((id) => studies.locate(id));
    if (target?.kind === 'dicom') return lineages.findByUids(target.uids, named);
    if (target !== undefined || !search.test(path)) return undefined;
    return profile.grants
      .flatMap((grant) => grant.studies ?? [])
      .map((id) => ({ level: 'studies', id }) as const);
  };

  return {
    find: (credential, deadline) => {
      if (credential.value === '' || !webService.has('decoder') || !webService.has('validation'))
        return undefined;
      const text = askOnce(host.cache, keyOf(credential), () => decode(credential, deadline));
      return text === nothing ? undefined : { profile: parseProfile(text), text };
    },

    confirm: (credential, access, deadline) => {
      if (access.method !== 'GET') return false;
      const named = findNamed(access);
      if (named === undefined || named.length === 0) return false;
      return named.every((resource) => {
        const lineage = resource === undefined ? undefined : lineages.find(resource.level, resource.id);
        const checked = lineage?.filter(({ level }) => checkedLevels[level]) ?? [];
        return (
          checked.length > 0 && checked.every((one) => isGranted(credential, access.method, one, deadline))
        );
      });
    },

    forget: (credential) => host.cache.deleteTagged(keyOf(credential)),
  };
}
