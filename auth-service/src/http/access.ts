import type { ErrorCode } from '../../contract/errors.ts';
import type { LinkedStudy } from '../../contract/links.ts';
import type { Grant } from '../../contract/permissions.ts';
import type { Route } from '../../contract/route.ts';
import type { Caller } from './caller.ts';

interface Identified {
  /** Stands for the actor in profiles and audit: a person's id, or `service:` or `link:` and the credential's own. */
  id: string;
  name: string;
  /** What the credential gives now: at most what its owner holds. */
  grants: Grant[];
  /** When the credential ends, if nothing happens before. */
  expiresAt: Date;
}

/** A person who is signed in. */
export interface SessionActor extends Identified {
  kind: 'session';
  account: ActingAccount;
}

/** A program with an API token. A service token belongs to no person. */
interface TokenActor extends Identified {
  kind: 'token';
  account: ActingAccount | undefined;
}

/** Whoever holds a share or an instant link: it opens studies in Orthanc, and nothing of ours. */
interface LinkActor extends Identified {
  kind: 'link';
  account: undefined;
  resources: LinkedStudy[];
}

/** Who is asking, as found out by a credential. */
export type Actor = SessionActor | TokenActor | LinkActor;

export interface ActingAccount {
  id: string;
  name: string;
  email: string;
  roles: string[];
}

type Decision = { allow: true } | { allow: false; status: 401 | 403; code: ErrorCode };

/** Whether a route's declared access lets this caller and actor in. Denies by default. */
export function decideAccess(
  access: Route['access'],
  caller: Caller | undefined,
  actor: Actor | undefined,
): Decision {
  if (access === 'public') return { allow: true };
  if (access === 'service') return caller === 'service' ? { allow: true } : missing;
  if (!actor) return { allow: false, status: 401, code: 'session.required' };
  if (actor.kind === 'link') return missing;
  if (access === 'signed-in') return actor.kind === 'session' ? { allow: true } : missing;
  return actor.grants.some((grant) => grant.permissions.includes(access)) ? { allow: true } : missing;
}

const missing: Decision = { allow: false, status: 403, code: 'permission.missing' };
