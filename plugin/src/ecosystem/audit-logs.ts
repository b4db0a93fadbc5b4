import type { AuditSelection, auditRoutes } from '@sgim/auth-service/contract/audit';
import type { RouteOutput } from '@sgim/auth-service/contract/route';
import { refuse, type Tools } from '../answers/answer.ts';
import type { Configuration } from '../configuration.ts';
import { findScope } from '../gate/scope.ts';
import { type makeService, ServiceUnavailable } from '../service.ts';
import { answerPrivately, type ForCallers } from './callers.ts';

type Read = typeof auditRoutes.readAuditEvents;
type Selection = AuditSelection;
type Event = RouteOutput<Read>['events'][number];

type Parts = Pick<Tools, 'host' | 'studies'> & {
  service: ReturnType<typeof makeService>;
  forCallers: ForCallers;
};
type Settings = Pick<Configuration, 'service' | 'tokenNames'>;

const mostEvents = 1000;
/** What Orthanc Explorer 2 asks for; a page is its own. */
const known: ReadonlySet<string> = new Set(['user-id', 'resource-id', 'limit']);

/**
 * `GET /auth/audit-logs`: the audit trail in the form of the ecosystem, newest first, for those who may read it. Only our service has one.
 * An argument that is not known is refused: it would be taken for a filter that held.
 */
export function makeAuditLogs(
  { host, studies, service, forCallers }: Parts,
  { service: own, tokenNames }: Settings,
) {
  const read = (selection: Selection, deadline: number): readonly Event[] => {
    const { status, body } = service({
      method: 'POST',
      target: '/internal/audit-logs/read',
      headers: [
        ['authorization', own.authorization],
        ['content-type', 'application/json'],
        ['accept', 'application/json'],
      ],
      body: JSON.stringify(selection),
      timeoutMs: deadline - Date.now(),
    });
    if (status !== 200) throw new ServiceUnavailable(`answered ${status}`);
    return (JSON.parse(host.utf8.decode(body)) as RouteOutput<Read>).events;
  };

  /** Events are about studies: that of a series or an instance, or the resource itself where it is not there any more. */
  const findStudy = (id: string): string => {
    const located = studies.locate(id);
    if (located === undefined || located.level === 'patients') return id;
    return studies.findStudy(located.level, id) ?? id;
  };

  const readSelection = (query: RouteRequest['query']): Selection | undefined => {
    const wishes = new Map<string, string>();
    for (const [name, value] of query) {
      if (tokenNames.arguments.includes(name)) continue;
      if (!known.has(name) || wishes.has(name)) return undefined;
      wishes.set(name, decode(value));
    }
    const actor = wishes.get('user-id');
    const resource = wishes.get('resource-id');
    const limit = wishes.get('limit');
    if (limit !== undefined && !/^[1-9]\d{0,5}$/.test(limit)) return undefined;
    return {
      ...(actor && { actor }),
      ...(resource && { study: findStudy(resource) }),
      limit: Math.min(Number(limit ?? mostEvents), mostEvents),
    };
  };

  return forCallers(({ profile, deadline }, { method, query }) => {
    if (method !== 'GET' || !own.isOwn) return refuse(404, 'route.unknown');
    if (!findScope(profile.grants, ['all', 'audit-logs']).everything)
      return refuse(403, 'permission.missing');
    const selection = readSelection(query);
    if (selection === undefined) return refuse(400, 'request.invalid');
    return answerPrivately(read(selection, deadline).map(present));
  });
}

const present = ({
  at,
  actor,
  study,
  action,
  outcome,
  address,
  route,
  studyUid,
  patientId,
  detail,
  count,
}: Event) => ({
  Timestamp: at,
  UserId: actor.id ?? '',
  UserName: actor.name,
  ResourceId: study ?? '',
  Action: action,
  LogData: {
    Outcome: outcome,
    UserKind: actor.kind,
    Address: address,
    Route: route,
    StudyInstanceUID: studyUid,
    PatientID: patientId,
    Detail: detail,
    Count: count,
  },
});

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
