import {
  administratorRole,
  everyStudy,
  type Grant,
  type Permission,
  permissions,
} from '../../../contract/permissions.ts';
import { flattenGrants } from '../profile/rules.ts';

/** What a role gives, as plugins see and send it. */
export interface FlatRole {
  permissions: Permission[];
  labels: string[];
}

/** A role as it is stored. */
export interface Role {
  name: string;
  builtIn: boolean;
  /** Whether some account has it. */
  isHeld: boolean;
  /** Those that have not ended. */
  grants: Grant[];
}

/** One grant is shown as it is, whatever it lacks; several as {@link flattenGrants} has it. */
export function flattenRole({ grants }: Pick<Role, 'grants'>): FlatRole {
  const [only, ...others] = grants;
  return only && others.length === 0 ? tidy(only.permissions, only.labels) : flattenGrants(grants);
}

/** The same lists without repetition, in their usual order; `all` is spelled out. */
export function tidy(words: readonly (Permission | 'all')[], labels: readonly string[]): FlatRole {
  const isNamed = (word: Permission) =>
    words.includes(word) || (words.includes('all') && word !== 'admin-permissions');
  return {
    permissions: permissions.filter(isNamed),
    labels: labels.includes(everyStudy) ? [everyStudy] : [...new Set(labels)].sort(),
  };
}

/** What a new list of roles does to those that are there. */
export interface Changes {
  create: ({ name: string } & FlatRole)[];
  replace: ({ name: string } & FlatRole)[];
  delete: string[];
}

/**
 * Compares roles by what plugins see of them, so that reading and writing them back changes nothing: neither the grants of a role
 * with several nor anybody's cached rights. Built-in roles that are left out stay.
 */
export function findChanges(current: readonly Role[], wished: ReadonlyMap<string, FlatRole>): Changes {
  const changes: Changes = { create: [], replace: [], delete: [] };
  const known = new Map(current.map((role) => [role.name, role]));
  for (const [name, flat] of wished) {
    const role = known.get(name);
    if (!role) changes.create.push({ name, ...flat });
    else if (!isSame(flattenRole(role), flat)) changes.replace.push({ name, ...flat });
  }
  changes.delete = current
    .filter(({ name, builtIn }) => !builtIn && !wished.has(name))
    .map(({ name }) => name);
  return changes;
}

/** Both come out of {@link tidy} or {@link flattenGrants}, in one order. */
const isSame = (one: FlatRole, other: FlatRole): boolean =>
  JSON.stringify(toKey(one)) === JSON.stringify(toKey(other));
const toKey = ({ permissions: words, labels }: FlatRole) => [words, labels];

const administration: readonly Permission[] = ['users-manage', 'admin-permissions'];

/** Whether these changes would leave nobody who could take them back. */
export const endsAdministration = ({ replace }: Changes): boolean =>
  replace.some(
    ({ name, permissions: words, labels }) =>
      name === administratorRole &&
      !(labels.includes(everyStudy) && administration.every((word) => words.includes(word))),
  );
