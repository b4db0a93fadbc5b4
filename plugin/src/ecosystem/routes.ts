import type { Tools } from '../answers/answer.ts';
import type { Configuration } from '../configuration.ts';
import type { Profiles } from '../gate/profile.ts';
import type { makeService } from '../service.ts';
import { makeAuditLogs } from './audit-logs.ts';
import { makeForCallers } from './callers.ts';
import { makeDecoding } from './decoding.ts';
import { makeLinks } from './links.ts';
import { makePermissionWords } from './permission-words.ts';
import { makeRoles } from './roles.ts';
import { makeUserProfile } from './user-profile.ts';
import type { WebService } from './web-service.ts';

type Parts = Pick<Tools, 'host' | 'studies' | 'audit'> & {
  service: ReturnType<typeof makeService>;
  webService: WebService;
  profiles: Profiles;
};

/**
 * The routes of the ecosystem's authorization plugin, which web applications such as Orthanc Explorer 2 call. The filter lets everybody
 * ask for them: each finds out for itself who asks. They go before the hand-over of `/auth/`.
 */
export function makeEcosystemRoutes(
  parts: Parts,
  configuration: Configuration,
): [pattern: string, answer: (request: RouteRequest) => RouteResponse][] {
  const { profiles, webService } = parts;
  const forCallers = makeForCallers(profiles, configuration);
  return [
    ['/auth/user/profile', makeUserProfile(webService, configuration)],
    ['/auth/tokens/decode', makeDecoding(parts, webService)],
    ['/auth/tokens/([^/]+)', makeLinks({ ...parts, forCallers })],
    ['/auth/settings/roles', makeRoles({ ...parts, forCallers })],
    ['/auth/settings/permissions', makePermissionWords(configuration, forCallers)],
    ['/auth/audit-logs', makeAuditLogs({ ...parts, forCallers }, configuration)],
  ];
}
