import { internal } from '../../../contract/internal.ts';
import type { Grant } from '../../../contract/permissions.ts';
import type { Actor } from '../../http/access.ts';
import { type Credential, readNamedCredential } from '../../http/credential.ts';
import type { Mount } from '../../http/mount.ts';
import { anonymous, presentProfile } from './present.ts';
import { findValidity, maxValiditySeconds } from './rules.ts';

interface Needs {
  identify(credential: Credential): Promise<Actor | undefined>;
  /** A person by id, whatever state the account is in. */
  findPerson(id: string): Promise<{ id: string; name: string; grants: Grant[] } | undefined>;
}

/** The authorization plugin's web service: https://orthanc.uclouvain.be/book/plugins/authorization.html */
export function mountProfile(mount: Mount, { identify, findPerson }: Needs): void {
  mount(internal.getProfile, async ({ body }) => {
    const userId = body['user-id'];
    if (typeof userId === 'string') {
      const person = await findPerson(userId);
      return person ? presentProfile({ ...person, validity: maxValiditySeconds }) : null;
    }
    const credential = readNamedCredential(body['token-key'], body['token-value']);
    const actor = credential && (await identify(credential));
    return actor
      ? presentProfile({ ...actor, validity: findValidity(actor.expiresAt, new Date()) })
      : anonymous;
  });
}
