import { type Profile, parseProfile } from './profile.ts';
import { findScope, type Scope } from './scope.ts';

/** On whose behalf something is done. */
export interface Asker {
  /** Undefined for Orthanc itself: its jobs and background work. */
  profile: Profile | undefined;
  /** The studies on which any one of these permissions is held. */
  scope(permissions: readonly string[]): Scope;
}

const everything: Scope = { everything: true, labels: [], studies: [] };
const trusted: Asker = { profile: undefined, scope: () => everything };

/**
 * Who is asking, by the context that the filter has given to the request. Without a filter it is Orthanc itself, which may do
 * everything; the empty context of a public route is nobody.
 */
export function findAsker(context: string | undefined): Asker {
  if (context === undefined) return trusted;
  if (context === '') return { profile: undefined, scope: () => findScope([], []) };
  const profile = parseProfile(context);
  return { profile, scope: (permissions) => findScope(profile.grants, permissions) };
}
