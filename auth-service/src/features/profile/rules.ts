import { everyStudy, type Grant, type Permission, permissions } from '../../../contract/permissions.ts';

/** The longest that a plugin may rely on a profile. */
const maxValiditySeconds = 60;

/**
 * What readers see that know only one list of permissions and one of labels: every label that is granted, and the permissions
 * that are held on all of them. It is less than the grants give, never more.
 */
export function flattenGrants(grants: readonly Grant[]): { permissions: Permission[]; labels: string[] } {
  const granted = new Set(grants.flatMap((grant) => grant.labels));
  const labels = granted.has(everyStudy) ? [everyStudy] : [...granted].sort();
  const holds = (permission: Permission, label: string) =>
    grants.some(
      (grant) =>
        grant.permissions.includes(permission) &&
        (grant.labels.includes(label) || grant.labels.includes(everyStudy)),
    );
  return {
    labels,
    permissions: permissions.filter(
      (permission) => labels.length > 0 && labels.every((label) => holds(permission, label)),
    ),
  };
}

/** Whole seconds for which a profile holds: not beyond the end of its credential, and at least one. */
export function findValidity(expiresAt: Date, now: Date): number {
  const left = Math.floor((expiresAt.getTime() - now.getTime()) / 1000);
  return Math.max(1, Math.min(maxValiditySeconds, left));
}

export { maxValiditySeconds };
