import { refuse } from '../answers/answer.ts';
import type { Configuration } from '../configuration.ts';
import { findCredential } from '../gate/credential.ts';
import { findDeadline } from '../gate/profile.ts';
import { answerPrivately, withService } from './callers.ts';
import type { WebService } from './web-service.ts';

/**
 * `GET /auth/user/profile`: who is asking, for web applications that show or hide what somebody may do. Asked of the service each time,
 * as it says nothing that decides; also for nobody, whom the service may know something about.
 */
export function makeUserProfile(
  webService: Pick<WebService, 'has' | 'readProfile'>,
  { tokenNames }: Pick<Configuration, 'tokenNames'>,
): (request: RouteRequest) => RouteResponse {
  // What the ecosystem's plugin says for nobody.
  const nobody = { key: tokenNames.headers[0]?.key ?? tokenNames.arguments[0] ?? '', value: '' };
  return withService((request) => {
    if (request.method !== 'GET' || !webService.has('profile')) return refuse(404, 'route.unknown');
    const claim = findCredential(request, tokenNames);
    if (claim === 'malformed') return refuse(401, 'session.required');
    const credential = claim === 'anonymous' ? nobody : claim;
    const answer = webService.readProfile(credential, findDeadline());
    if (answer === undefined) return answerPrivately({ name: '', permissions: [], groups: [] });
    const { name, permissions, groups, labels, userId } = answer;
    return answerPrivately({
      name,
      permissions,
      groups,
      ...(labels.length > 0 && { 'authorized-labels': labels }),
      ...(userId !== null && userId !== '' && { 'user-id': userId }),
    });
  });
}
