import type { Static } from 'typebox';
import type { Profile } from '../../../contract/internal.ts';
import type { Grant } from '../../../contract/permissions.ts';
import { flattenGrants, maxValiditySeconds } from './rules.ts';

interface Described {
  name: string;
  id: string | null;
  grants: Grant[];
  validity: number;
}

/** A profile in the words of the authorization plugin's contract. */
export function presentProfile({ name, id, grants, validity }: Described): Static<typeof Profile> {
  const { permissions, labels } = flattenGrants(grants);
  return {
    name,
    permissions,
    'authorized-labels': labels,
    validity,
    'user-id': id,
    groups: [],
    grants,
  };
}

/** Nobody, with no right: also the answer to a credential that is wrong, ended or revoked. */
export const anonymous = presentProfile({
  name: 'Anonymous',
  id: null,
  grants: [],
  validity: maxValiditySeconds,
});
