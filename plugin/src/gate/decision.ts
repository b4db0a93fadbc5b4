import type { Owners } from './owners.ts';
import type { Rule } from './permissions.ts';
import type { Profile } from './profile.ts';
import { isEmpty, recallScope, type Scope } from './scope.ts';
import type { Studies } from './studies.ts';
import type { Target } from './targets.ts';

/** What came of looking at a request: whether it may pass, and which studies it is about (Orthanc's identifiers). */
export interface Decision {
  allowed: boolean;
  /** Empty where it names none, or none that exists. */
  studies: readonly string[];
}

const refused: Decision = { allowed: false, studies: [] };

/** Decides by the profile of whoever asks, the rule of the route, and what the path names. */
export function makeDecision(
  studies: Studies,
  owners: Owners,
): (rule: Rule, profile: Profile, target: Target | undefined) => Decision {
  /** The studies of a target; undefined where some part of it does not exist. */
  const resolve = (target: Target | undefined): readonly string[] | undefined => {
    if (target?.kind === 'dicom') return studies.findByUids(target.uids);
    if (target?.kind === 'resource') return resolveResource(target.level, target.id);
    if (target?.kind !== 'resources') return undefined;
    const named: string[] = [];
    for (const id of target.ids) {
      const located = studies.locate(id);
      const found = located === undefined ? undefined : resolveResource(located.level, id);
      if (found === undefined) return undefined;
      named.push(...found);
    }
    return named;
  };

  const resolveResource = (level: 'patients' | 'studies' | 'series' | 'instances', id: string) => {
    if (level === 'patients') return studies.listStudies(id);
    const study = studies.findStudy(level, id);
    return study === undefined ? undefined : [study];
  };

  const isAllInside = (named: readonly string[] | undefined, scope: Scope) =>
    named !== undefined && named.length > 0 && named.every((study) => studies.isInside(study, scope));

  return ({ permissions, reach }, { grants, userId }, target) => {
    const scope = recallScope(grants, permissions);
    if (isEmpty(scope)) return refused;
    if (reach === 'any' || reach === 'cut') return { allowed: true, studies: [] };
    if (reach === 'all') return { allowed: scope.everything, studies: [] };
    if (reach === 'own') {
      if (target?.kind !== 'work' || userId === null) return { allowed: scope.everything, studies: [] };
      // An archive outlives the right to what is in it.
      const isOwn = () =>
        owners.isOwner(target.id, userId) &&
        owners.listStudies(target.id).every((study) => studies.isInside(study, scope));
      return { allowed: scope.everything || isOwn(), studies: [] };
    }
    const named = resolve(target);
    // Whoever may see everything may learn from Orthanc itself what does not exist.
    const allowed = scope.everything || isAllInside(named, scope);
    return { allowed, studies: named ?? [] };
  };
}
