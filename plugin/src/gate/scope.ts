import { everyStudy } from '@sgim/auth-service/contract/permissions';

/** As in the contract, but with words that this version may not know. */
export interface HeldGrant {
  permissions: readonly string[];
  /** Labels of studies, or `["*"]` for every study. */
  labels: readonly string[];
  /** Single studies by Orthanc's identifiers: what a share or an instant link opens. */
  studies?: readonly string[];
}

/** The studies on which somebody holds a permission. */
export interface Scope {
  everything: boolean;
  /** A study is inside if it carries one of these; without `*`. */
  labels: readonly string[];
  /** Or if it is one of these. */
  studies: readonly string[];
}

const nothing: Scope = { everything: false, labels: [], studies: [] };

/**
 * The scope on which any one of `required` is held: the union over the grants that hold one of them. The permissions of one grant
 * never apply to the labels of another.
 */
export function findScope(grants: readonly HeldGrant[], required: readonly string[]): Scope {
  const holding = grants.filter(({ permissions }) => permissions.some((word) => required.includes(word)));
  const [first, ...others] = holding;
  if (first === undefined) return nothing;
  if (holding.some(({ labels }) => labels.includes(everyStudy)))
    return { everything: true, labels: [], studies: [] };
  if (others.length === 0) return { everything: false, labels: first.labels, studies: first.studies ?? [] };
  return {
    everything: false,
    labels: [...new Set(holding.flatMap(({ labels }) => labels))],
    studies: [...new Set(holding.flatMap(({ studies = [] }) => studies))],
  };
}

/** The scopes of grants by the permissions that were asked for, both by identity: a profile and a rule are asked for many times. */
const scopes = new WeakMap<readonly HeldGrant[], Map<readonly string[], Scope>>();

/** As {@link findScope}, for lists that do not change and are asked for again. */
export function recallScope(grants: readonly HeldGrant[], required: readonly string[]): Scope {
  let byPermissions = scopes.get(grants);
  if (byPermissions === undefined) {
    byPermissions = new Map();
    scopes.set(grants, byPermissions);
  }
  const known = byPermissions.get(required);
  if (known !== undefined) return known;
  const scope = findScope(grants, required);
  byPermissions.set(required, scope);
  return scope;
}

/** Whether a scope has no study in it, whatever is stored. */
export const isEmpty = ({ everything, labels, studies }: Scope): boolean =>
  !everything && labels.length === 0 && studies.length === 0;
