import { everyStudy, type Grant, type Permission } from '../../../contract/permissions.ts';

/** What a token was made for; it never adds to what its owner holds. */
export interface TokenLimit {
  permissions: readonly Permission[];
  labels: readonly string[];
}

/** Of these permissions, those that the owner holds on no study at all. */
export function findExcess(owner: readonly Grant[], permissions: readonly Permission[]): Permission[] {
  return permissions.filter((permission) => !owner.some((grant) => grant.permissions.includes(permission)));
}

/** Of these labels, the positions of those on which the owner holds nothing. */
export function findForeignLabels(owner: readonly Grant[], labels: readonly string[]): number[] {
  const covers = (grant: Grant, label: string) =>
    grant.labels.includes(label) || grant.labels.includes(everyStudy);
  return labels.flatMap((label, index) => (owner.some((grant) => covers(grant, label)) ? [] : [index]));
}

/** What a token gives now: each of its owner's current grants, cut down to the token's permissions and labels. */
export function limitGrants(owner: readonly Grant[], limit: TokenLimit): Grant[] {
  return owner
    .map((grant) => ({
      permissions: grant.permissions.filter((permission) => limit.permissions.includes(permission)),
      labels: intersectLabels(grant.labels, limit.labels),
    }))
    .filter((grant) => grant.permissions.length > 0 && grant.labels.length > 0);
}

function intersectLabels(one: readonly string[], other: readonly string[]): string[] {
  if (one.includes(everyStudy)) return [...other];
  if (other.includes(everyStudy)) return [...one];
  return one.filter((label) => other.includes(label));
}
