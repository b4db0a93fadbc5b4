import type { Request } from 'express';
import type { Route } from '../../contract/route.ts';
import type { Doer } from '../db/audit-events.ts';
import type { Actor } from './access.ts';

/** Who makes a request, in the words of the audit. */
export const describeDoer = (route: Route, { actor, request }: { actor: Actor; request: Request }): Doer => ({
  actor: { kind: actor.account ? 'user' : 'service', id: actor.id, name: actor.name },
  address: request.ip ?? null,
  route: `${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
});
