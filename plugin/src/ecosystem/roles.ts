import { parseObject, refuse, type Tools } from '../answers/answer.ts';
import type { Profiles } from '../gate/profile.ts';
import { findScope } from '../gate/scope.ts';
import { answerPrivately, type Caller, type ForCallers } from './callers.ts';
import type { WebService } from './web-service.ts';

type Parts = Pick<Tools, 'host' | 'audit'> & {
  webService: Pick<WebService, 'has' | 'readRoles' | 'writeRoles'>;
  profiles: Pick<Profiles, 'forgetAll'>;
  forCallers: ForCallers;
};

/** Roles concern every study. */
export const mayAdministrate = ({ profile }: Pick<Caller, 'profile'>): boolean =>
  findScope(profile.grants, ['admin-permissions']).everything;

/** `GET` and `PUT /auth/settings/roles`: which roles there are and what they give, for whoever administrates rights. */
export function makeRoles({ host, audit, webService, profiles, forCallers }: Parts) {
  const listLabels = (): string[] => {
    const { status, body } = host.restApi({ method: 'GET', uri: '/tools/labels' });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : [];
  };

  /** What the service knows, and the labels that studies carry. */
  const read = ({ deadline }: Caller): RouteResponse => {
    const answer = webService.readRoles(deadline);
    const known = answer['available-labels'];
    const labels = new Set([...(Array.isArray(known) ? known : []), ...listLabels()]);
    return answerPrivately({ ...answer, 'available-labels': [...labels].sort() });
  };

  const write = (caller: Caller, body: ArrayBuffer | undefined): RouteResponse => {
    const wish = parseObject({ host }, body);
    if (wish === undefined || typeof wish.roles !== 'object' || wish.roles === null)
      return refuse(400, 'request.invalid');
    const answer = webService.writeRoles(wish, caller.deadline);
    const isDone = answer.status < 300;
    audit.record({ ...deedOf(caller), outcome: isDone ? 'success' : 'failed' });
    if (isDone) profiles.forgetAll();
    const headers = answer.headers.filter(([name]) => name === 'content-type');
    return { status: answer.status, headers: [...headers, ['Cache-Control', 'no-store']], body: answer.body };
  };

  return forCallers((caller, request) => {
    const { method, body } = request;
    if ((method !== 'GET' && method !== 'PUT') || !webService.has('roles'))
      return refuse(404, 'route.unknown');
    if (!mayAdministrate(caller)) {
      if (method === 'PUT') audit.count({ ...deedOf(caller), outcome: 'refused' });
      return refuse(403, 'permission.missing');
    }
    return method === 'GET' ? read(caller) : write(caller, body);
  });
}

const deedOf = ({ profile, address }: Caller) =>
  ({
    actor: { profile },
    action: 'settings',
    address,
    route: 'PUT /auth/settings/roles',
    study: null,
  }) as const;
