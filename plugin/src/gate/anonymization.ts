import { type ErrorCode, errors, type Problem } from '@sgim/auth-service/contract/errors';
import { findCredential } from './credential.ts';
import type { Profiles } from './profile.ts';
import { findScope } from './scope.ts';

type Host = Pick<Orthanc, 'restApi' | 'utf8'>;

/** Orthanc's routes that anonymise what it stores. That of one instance only answers the new file. */
export const anonymizationRoutes = '/(?:(?:patients|studies|series)/[^/]+/anonymize|tools/bulk-anonymize)';

/**
 * Lets Orthanc anonymise, but not delete the original (`"KeepSource": false`) for somebody who may not delete. The gate has checked
 * the permission to anonymise; it cannot see bodies.
 */
export function makeAnonymization(
  host: Host,
  profiles: Pick<Profiles, 'find'>,
): (request: RouteRequest) => RouteResponse {
  const mayDelete = (request: RouteRequest) => {
    const claim = findCredential(request);
    return (
      typeof claim === 'object' &&
      findScope(profiles.find(claim).profile.grants, ['all', 'delete']).everything
    );
  };

  return (request) => {
    const { method, path } = request;
    const wish = request.body === undefined ? undefined : parse(host.utf8.decode(request.body));
    if (wish === undefined) return refuse(400, 'request.invalid');
    const { KeepSource: keepSource = true } = wish;
    if (typeof keepSource !== 'boolean') return refuse(400, 'request.invalid');
    if (!keepSource && !mayDelete(request)) return refuse(403, 'permission.missing');
    // Written anew: Orthanc must not find anything in it that was not seen here, such as the same key twice.
    const { status, headers, body } = host.restApi({ method, uri: path, body: JSON.stringify(wish) });
    const type = headers.filter(([name]) => name === 'content-type');
    return { status, headers: type, body };
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Not JSON.
  }
  return undefined;
}

function refuse(status: number, code: ErrorCode): RouteResponse {
  const problem: Problem = { code, message: errors[code] };
  return {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Cache-Control', 'no-store'],
    ],
    body: JSON.stringify(problem),
  };
}
