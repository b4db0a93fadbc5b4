import type { Action } from '../audit/audit.ts';
import { type Asker, findAsker } from '../gate/asker.ts';
import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';

/** A request that a route of ours answers, and on whose behalf. */
export interface Asking {
  tools: Tools;
  request: RouteRequest;
  asker: Asker;
}

export function readAsking(tools: Tools, request: RouteRequest): Asking {
  return { tools, request, asker: findAsker(request.context ?? tools.host.requestContext()) };
}

/** The studies on which whoever asks holds a permission. */
export const scopeOf = ({ asker }: Asking, permission: string): Scope => asker.scope(['all', permission]);

/**
 * Writes down what somebody does to studies that are named in the body of a request, one event for each, before it happens.
 *
 * @throws Error when it cannot be written: then it must not happen.
 */
export function writeDown(
  { tools, request, asker }: Asking,
  deed: { action: Action; outcome: 'success' | 'refused'; studies: readonly string[] },
): void {
  // Orthanc itself, not somebody.
  if (asker.profile === undefined && request.context === undefined) return;
  const { action, outcome, studies } = deed;
  const event = {
    actor: asker.profile && { profile: asker.profile },
    action,
    outcome,
    address: request.ip,
    route: `${request.method} ${routeOf(request.path)}`,
  };
  const { count, record } = tools.audit;
  const write = action === 'view' ? count : record;
  if (studies.length === 0) write({ ...event, study: null });
  for (const study of new Set(studies)) write({ ...event, study });
}

/** `/tools/bulk-delete`, `/studies/merge`: a path without what it names. */
function routeOf(path: string): string {
  const [, first = '', ...others] = path.split('/');
  const last = others.at(-1);
  return last === undefined ? `/${first}` : `/${first}/${last}`;
}
