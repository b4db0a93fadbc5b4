import type { HeldGrant } from '../gate/scope.ts';
import { ServiceUnavailable } from '../service.ts';

/** What a service says about a credential. */
export interface ProfileAnswer {
  name: string;
  /** Null for nobody, and for somebody whose service has no such numbers. */
  userId: string | null;
  permissions: string[];
  labels: string[];
  groups: string[];
  /** For how long it holds. */
  validitySeconds: number;
  /** What is held exactly, as our service says it; of a foreign one, every permission on all of its labels. */
  grants: HeldGrant[];
}

/** Longer than anybody should rely on it. */
const longestValiditySeconds = 24 * 3600;

/**
 * Checks the answer of `/user/get-profile`. Keys that are not known are for others.
 *
 * @throws ServiceUnavailable if anything has another shape.
 */
export function readProfileAnswer(answer: Record<string, unknown>): ProfileAnswer {
  const { name, permissions, validity, grants } = answer;
  const labels = answer['authorized-labels'];
  const userId = answer['user-id'] ?? null;
  const groups = answer.groups ?? [];
  const isProfile =
    typeof name === 'string' &&
    isTextList(permissions) &&
    isTextList(labels) &&
    isTextList(groups) &&
    (userId === null || typeof userId === 'string') &&
    typeof validity === 'number' &&
    Number.isInteger(validity) &&
    validity >= 0 &&
    (grants === undefined || (Array.isArray(grants) && grants.every(isGrant)));
  if (!isProfile) throw new ServiceUnavailable('answered a profile of another shape');
  const held: HeldGrant[] = grants ?? [{ permissions, labels }];
  return {
    name,
    userId,
    permissions,
    labels,
    groups,
    validitySeconds: Math.min(validity, longestValiditySeconds),
    grants: held.map((grant) => ({
      permissions: grant.permissions,
      labels: grant.labels,
      ...(grant.studies !== undefined && { studies: grant.studies }),
    })),
  };
}

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isGrant = (value: unknown): value is HeldGrant => {
  if (typeof value !== 'object' || value === null) return false;
  const { permissions, labels, studies } = value as Record<string, unknown>;
  return isTextList(permissions) && isTextList(labels) && (studies === undefined || isTextList(studies));
};
