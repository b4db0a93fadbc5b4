import { answerJson, refuse } from '../answers/answer.ts';
import type { Configuration } from '../configuration.ts';
import { findClientAddress } from '../door/client-address.ts';
import { type Credential, findCredential } from '../gate/credential.ts';
import { isFromOwnPages, isSentByItself } from '../gate/cross-site.ts';
import { findDeadline, type Profile, type Profiles } from '../gate/profile.ts';
import { ServiceUnavailable } from '../service.ts';

/** Somebody who asks for a route of the contract, which the filter lets everybody ask for. */
export interface Caller {
  credential: Credential;
  profile: Profile;
  address: string;
  /** When whatever is asked of the service for this request must have ended. */
  deadline: number;
}

type Settings = Pick<Configuration, 'publicOrigin' | 'tokenNames' | 'trustedProxies'>;

/** An answer for whoever has shown who they are; a refusal for everybody else. */
export type ForCallers = (
  answer: (caller: Caller, request: RouteRequest) => RouteResponse,
) => (request: RouteRequest) => RouteResponse;

/** Lets somebody in by the same rules as the gate. */
export function makeForCallers(
  profiles: Pick<Profiles, 'find'>,
  { publicOrigin, tokenNames, trustedProxies }: Settings,
): ForCallers {
  return (answer) =>
    withService((request) => {
      const credential = findCredential(request, tokenNames);
      if (typeof credential === 'string') return refuse(401, 'session.required');
      const { method, headers, ip } = request;
      if (method !== 'GET' && isSentByItself(credential, headers) && !isFromOwnPages(headers, publicOrigin))
        return refuse(403, 'request.cross-site');
      const deadline = findDeadline();
      const { profile } = profiles.find(credential, deadline);
      const isNobody = profile.grants.every(({ permissions }) => permissions.length === 0);
      if (profile.userId === null && isNobody) return refuse(401, 'session.required');
      const address = findClientAddress(ip, headers['x-forwarded-for'], trustedProxies);
      return answer({ credential, profile, address, deadline }, request);
    });
}

/** Says at once that the service is away, instead of nothing at all. */
export const withService =
  (answer: (request: RouteRequest) => RouteResponse) =>
  (request: RouteRequest): RouteResponse => {
    try {
      return answer(request);
    } catch (error) {
      if (!(error instanceof ServiceUnavailable)) throw error;
      const refusal = refuse(503, 'service.unavailable');
      return { ...refusal, headers: [...(refusal.headers ?? []), ['Retry-After', '1']] };
    }
  };

/** For one person at one moment. */
export const answerPrivately = (value: unknown): RouteResponse => {
  const answer = answerJson(value);
  return { ...answer, headers: [...(answer.headers ?? []), ['Cache-Control', 'no-store']] };
};
