import type { Asking } from './asking.ts';

/**
 * Writes down that somebody searches by `POST`. What a plugin asks in the wake of a request has been written down by the gate, as all
 * `GET` routes are: it may hand on the headers of that request, but only a body from outside has a length.
 */
export function writeDownFind({ tools, request, asker }: Asking): void {
  const { headers } = request;
  const isFromOutside = 'content-length' in headers || 'transfer-encoding' in headers;
  if (asker.profile === undefined || !isFromOutside) return;
  tools.audit.count({
    actor: { profile: asker.profile },
    action: 'find',
    outcome: 'success',
    address: request.ip,
    route: `${request.method} ${request.path}`,
    study: null,
  });
}
