import type { Configuration } from '../configuration.ts';
import { type makeService, ServiceUnavailable } from '../service.ts';
import type { Credential } from './credential.ts';
import type { HeldGrant } from './scope.ts';

/** What the auth service says about a credential. */
export interface Profile {
  /** Null for a credential that is unknown or has expired. */
  userId: string | null;
  /** For people who read the audit trail. */
  name: string;
  grants: HeldGrant[];
}

/** A profile, and the text by which it is handed from the filter to what runs in its wake: `parseProfile` reads it. */
export interface FoundProfile {
  profile: Profile;
  text: string;
}

/** Filters run on HTTP threads: a service that hangs must not hold them. */
const timeoutMs = 900;
/** How long an unknown credential is known to be unknown, at most. */
const unknownMs = 10_000;
const longestValiditySeconds = 24 * 3600;

type Host = Pick<Orthanc, 'cache' | 'crypto' | 'utf8'>;
type Service = ReturnType<typeof makeService>;

export interface Profiles {
  /** @throws ServiceUnavailable where there is neither a kept profile nor an answer. */
  find(credential: Credential): FoundProfile;
  /** What this credential is worth is asked again. */
  forget(credential: Credential): void;
  /** So for all credentials of one person, token owner or link. */
  forgetUser(userId: string): void;
  /** So for every credential. */
  forgetAll(): void;
}

/** Begins the tags of cached profiles. */
const tagOf = (userId: string) => `profiles of ${userId}`;

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

/** Profiles by credential: one question to the service per credential and validity, however many requests wait for it. */
export function makeProfiles(host: Host, service: Service, settings: Configuration['service']): Profiles {
  const ask = ({ key, value }: Credential): Cached => {
    const { status, body } = service({
      method: 'POST',
      target: '/user/get-profile',
      headers: [
        ['authorization', settings.authorization],
        ['content-type', 'application/json'],
        ['accept', 'application/json'],
      ],
      body: JSON.stringify({ 'token-key': key, 'token-value': value, 'server-id': settings.serverId }),
      timeoutMs,
    });
    if (status !== 200) throw new ServiceUnavailable(`answered ${status}`);
    const { profile, validitySeconds } = readProfile(host.utf8.decode(body));
    const validityMs = validitySeconds * 1000;
    return {
      value: JSON.stringify(profile),
      ttlMs: profile.userId === null ? Math.min(validityMs, unknownMs) : validityMs,
      ...(profile.userId !== null && { tag: tagOf(profile.userId) }),
    };
  };

  /** Keys by credential: a digest costs more than the rest of a decision. */
  const keys = new Map<string, string>();
  const keyOf = ({ key, value }: Credential) => {
    const text = `${key} ${value}`;
    const known = keys.get(text);
    if (known !== undefined) return known;
    if (keys.size >= 256) keys.clear();
    const digest = `profile ${host.crypto.sha256(text)}`;
    keys.set(text, digest);
    return digest;
  };

  return {
    find: (credential) => {
      const text = host.cache.getOrCompute(keyOf(credential), () => ask(credential));
      if (text === undefined) throw new ServiceUnavailable('gave nothing');
      return { profile: parseProfile(text), text };
    },
    forget: (credential) => host.cache.delete(keyOf(credential)),
    forgetUser: (userId) => host.cache.deleteTagged(tagOf(userId)),
    forgetAll: () => host.cache.clear(),
  };
}

/**
 * Checks the answer of `/user/get-profile`. A service without our `grants` (Orthanc's own) gives every permission on all its
 * labels.
 *
 * @throws ServiceUnavailable if anything has another shape.
 */
export function readProfile(json: string): { profile: Profile; validitySeconds: number } {
  let answer: unknown;
  try {
    answer = JSON.parse(json);
  } catch {
    throw new ServiceUnavailable('answered something else than JSON');
  }
  if (!isRecord(answer)) throw new ServiceUnavailable('answered something else than a profile');
  const { name, permissions, validity, grants } = answer;
  const labels = answer['authorized-labels'];
  const userId = answer['user-id'] ?? null;
  const isProfile =
    typeof name === 'string' &&
    isTextList(permissions) &&
    isTextList(labels) &&
    (userId === null || typeof userId === 'string') &&
    typeof validity === 'number' &&
    Number.isInteger(validity) &&
    validity >= 0 &&
    validity <= longestValiditySeconds &&
    (grants === undefined || (Array.isArray(grants) && grants.every(isGrant)));
  if (!isProfile) throw new ServiceUnavailable('answered a profile of another shape');
  const held: HeldGrant[] = grants ?? [{ permissions, labels }];
  return {
    profile: {
      userId,
      name,
      grants: held.map(({ permissions, labels, studies }) => ({
        permissions,
        labels,
        ...(studies !== undefined && { studies }),
      })),
    },
    validitySeconds: validity,
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isGrant = (value: unknown): value is HeldGrant =>
  isRecord(value) &&
  isTextList(value.permissions) &&
  isTextList(value.labels) &&
  (value.studies === undefined || isTextList(value.studies));
