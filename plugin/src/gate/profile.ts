import type { WebService } from '../ecosystem/web-service.ts';
import { askOnce } from '../service.ts';
import type { Credential } from './credential.ts';
import { makeCredentialKey } from './credential-key.ts';
import type { ResourceTokens } from './resource-tokens.ts';
import type { HeldGrant } from './scope.ts';

/** What the auth service says about a credential. */
export interface Profile {
  /** Null for a credential that is unknown or has expired. */
  userId: string | null;
  /** For people who read the audit trail. */
  name: string;
  grants: HeldGrant[];
  /** False where each use of the grants must be confirmed: a token of resources that a foreign service has given. */
  confirmed?: false;
}

/** Whether somebody holds a share or an instant link: it reads, whatever it says. */
export const isLink = ({ userId, confirmed }: Profile): boolean =>
  confirmed === false || (userId?.startsWith('link:') ?? false);

/** A profile, and the text by which it is handed from the filter to what runs in its wake: `parseProfile` reads it. */
export interface FoundProfile {
  profile: Profile;
  text: string;
}

/** Filters run on HTTP threads, which a service that hangs must not hold: for all that one request asks together. */
const patienceMs = 900;
/** How long an unknown credential is known to be unknown, at most. */
const unknownMs = 10_000;

/** When a request that begins now has asked for long enough. */
export const findDeadline = (): number => Date.now() + patienceMs;

export interface Profiles {
  /**
   * @param deadline From {@link findDeadline}.
   * @throws ServiceUnavailable where there is neither a kept profile nor an answer.
   */
  find(credential: Credential, deadline?: number): FoundProfile;
  /** What this credential is worth is asked again. */
  forget(credential: Credential): void;
  /** So for all credentials of one person, token owner or link. */
  forgetUser(userId: string): void;
  /** So for every credential. */
  forgetAll(): void;
}

/** Every cached profile has a tag: that of its user, or of nobody. */
const tagOf = (userId: string) => `profile of ${userId}`;
const tagOfNobody = 'profile without a user';
/** How all of them begin. */
const tagOfAll = 'profile';

/** What profile texts mean. The shared cache alone decides what is valid; a runtime only remembers this. */
const meanings = new Map<string, Profile>();

/** Reads a text that {@link Profiles.find} gave. */
export function parseProfile(text: string): Profile {
  const known = meanings.get(text);
  if (known !== undefined) return known;
  if (meanings.size >= 256) meanings.clear();
  const profile: Profile = JSON.parse(text);
  meanings.set(text, profile);
  return profile;
}

const nobody: Profile = { userId: null, name: '', grants: [] };

/**
 * Profiles by credential: one question to the service per credential and validity, however many requests wait for it.
 *
 * @param resourceTokens Only for a foreign service: what it does not take for a person may be a token of resources.
 */
export function makeProfiles(
  host: Pick<Orthanc, 'cache' | 'crypto'>,
  webService: Pick<WebService, 'has' | 'readProfile'>,
  resourceTokens?: ResourceTokens,
): Profiles {
  const digest = makeCredentialKey(host);
  const keyOf = (credential: Credential) => `profile ${digest(credential)}`;

  const ask = (credential: Credential, deadline: number): Cached => {
    const answer = webService.has('profile') ? webService.readProfile(credential, deadline) : undefined;
    if (answer === undefined) return { value: JSON.stringify(nobody), ttlMs: unknownMs, tag: tagOfNobody };
    const { userId, name, grants, validitySeconds } = answer;
    const profile: Profile = { userId, name, grants };
    const validityMs = validitySeconds * 1000;
    const isNobody = grants.every(({ permissions }) => permissions.length === 0);
    return {
      value: JSON.stringify(profile),
      ttlMs: userId === null && isNobody ? Math.min(validityMs, unknownMs) : validityMs,
      tag: userId === null ? tagOfNobody : tagOf(userId),
    };
  };

  return {
    find: (credential, deadline = findDeadline()) => {
      const key = keyOf(credential);
      const text = host.cache.get(key) ?? askOnce(host.cache, key, () => ask(credential, deadline));
      const profile = parseProfile(text);
      const found = { profile, text };
      if (resourceTokens === undefined || profile.grants.some(({ permissions }) => permissions.length > 0))
        return found;
      return resourceTokens.find(credential, deadline) ?? found;
    },
    forget: (credential) => {
      host.cache.delete(keyOf(credential));
      resourceTokens?.forget(credential);
    },
    forgetUser: (userId) => {
      host.cache.deleteTagged(tagOf(userId));
      // Somebody may just have got rights back, and is not known yet to be the holder of a credential that gave none.
      host.cache.deleteTagged(tagOfNobody);
      // And links end with the rights of whoever made them.
      host.cache.deleteTagged(tagOf('link:'));
    },
    forgetAll: () => host.cache.deleteTagged(tagOfAll),
  };
}
