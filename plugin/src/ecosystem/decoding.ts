import { parseObject, refuse, type Tools } from '../answers/answer.ts';
import { findDeadline } from '../gate/profile.ts';
import { answerPrivately, withService } from './callers.ts';
import type { WebService } from './web-service.ts';

/** Longer than any token. */
const longest = 8192;

/** `POST /auth/tokens/decode`: what a share or an instant link opens, for whoever holds it. Open to everybody. */
export function makeDecoding(
  tools: Pick<Tools, 'host'>,
  webService: Pick<WebService, 'has' | 'decode'>,
): (request: RouteRequest) => RouteResponse {
  return withService((request) => {
    if (request.method !== 'POST' || !webService.has('decoder')) return refuse(404, 'route.unknown');
    const { TokenKey: key, TokenValue: value } = parseObject(tools, request.body) ?? {};
    if (!isShort(key) || !isShort(value)) return refuse(400, 'request.invalid');
    const { type, redirectUrl, error, resources } = webService.decode({ key, value }, findDeadline());
    const gather = (ids: (string | null)[]) =>
      [...new Set(ids.filter((id) => id !== null && id !== ''))].sort();
    return answerPrivately({
      ...(redirectUrl && { RedirectUrl: redirectUrl }),
      ...(error && { ErrorCode: error }),
      ...(type && { TokenType: type }),
      ResourcesDicomIds: gather(resources.map(({ dicomUid }) => dicomUid)),
      ResourcesOrthancIds: gather(resources.map(({ orthancId }) => orthancId)),
    });
  });
}

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= longest;
