import { everyStudy } from '@sgim/auth-service/contract/permissions';

/** As in the contract, but with words that this version may not know. */
export interface HeldGrant {
  permissions: readonly string[];
  labels: readonly string[];
}

/**
 * Whether a list of grants allows something that any one of `required` allows, on every study. A grant that is limited to labels
 * does not count: nothing here knows yet which study a request is about.
 */
export function isAllowed(grants: readonly HeldGrant[], required: readonly string[]): boolean {
  return grants.some(
    ({ permissions, labels }) =>
      labels.includes(everyStudy) && permissions.some((permission) => required.includes(permission)),
  );
}
