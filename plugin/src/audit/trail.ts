import type { audit } from '@sgim/auth-service/contract/audit';
import type { RouteOutput } from '@sgim/auth-service/contract/route';
import type { Configuration } from '../configuration.ts';
import { makeQuietLog } from '../quiet-log.ts';
import type { Actor, Audit, Deed } from './audit.ts';
import { makeSubjects } from './subjects.ts';

type Host = Pick<Orthanc, 'spool' | 'crypto' | 'restApi' | 'cache' | 'utf8' | 'log'>;
type Settings = Pick<Configuration, 'spoolFolder'> & { service: Pick<Configuration['service'], 'serverId'> };

type AuditEvent = Omit<RouteOutput<typeof audit.list>['events'][number], 'sequence'>;

/** Viewing a study is one event in this time. */
const windowMs = 5 * 60_000;
/** Longer texts say nothing more, and a delivery has an end. */
const longestText = 500;

/**
 * Writes the events of the audit trail into the spool, from where they are delivered. Without a folder nothing is written: a web
 * service that is not ours could not take them.
 */
export function makeAudit(host: Host, { spoolFolder, service: { serverId } }: Settings): Audit {
  if (spoolFolder === undefined) {
    makeQuietLog(host)('No audit trail is kept: "Sgim.SpoolDirectory" is not set');
    return { record: () => undefined, count: () => undefined };
  }
  host.spool.open(spoolFolder);
  const findSubject = makeSubjects(host);

  const writeEvent = (id: string, deed: Deed): string => {
    const { studyUid = null, patientId = null } = (deed.study !== null && findSubject(deed.study)) || {};
    const event: AuditEvent = {
      id,
      at: new Date().toISOString(),
      serverId,
      actor: describeActor(deed.actor),
      action: deed.action,
      outcome: deed.outcome,
      address: deed.address,
      route: cut(deed.route),
      study: deed.study,
      studyUid: cut(studyUid),
      patientId: cut(patientId),
      detail: cut(deed.detail ?? null),
      count: 1,
    };
    return JSON.stringify(event);
  };

  return {
    record: (deed) => host.spool.append(writeEvent(makeEventId(host), deed)),

    // On the way of every image: one string and one native call when the event is there.
    count: (deed) => {
      const key = keyOf(deed);
      if (host.spool.count(key)) return;
      // Of several at once, one begins the event and the others are counted.
      const id = makeEventId(host);
      host.spool.begin(key, windowMs, id, writeEvent(id, deed));
    },
  };
}

const keyOf = ({ actor, action, outcome, study, address }: Deed) =>
  `${actorKey(actor, address)} ${action} ${outcome} ${study ?? ''}`;

function actorKey(actor: Actor, address: string | null): string {
  // Strangers are told apart by where they come from.
  if (actor === undefined) return `from ${address}`;
  return 'aet' in actor ? `ae ${actor.aet}` : (actor.profile.userId ?? '');
}

function describeActor(actor: Actor): AuditEvent['actor'] {
  if (actor === undefined) return { kind: 'anonymous', id: null, name: '' };
  if ('aet' in actor) return { kind: 'ae', id: actor.aet, name: actor.aet };
  const { userId, name } = actor.profile;
  return { kind: kindOf(userId), id: userId, name: name.slice(0, longestText) };
}

function kindOf(userId: string | null): AuditEvent['actor']['kind'] {
  if (userId === null) return 'anonymous';
  if (userId.startsWith('service:')) return 'service';
  return userId.startsWith('link:') ? 'link' : 'user';
}

/** Version 7 (RFC 9562 § 5.7): in the order of time, so that the index of the table grows at its end. */
function makeEventId({ crypto }: Pick<Host, 'crypto'>): string {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = crypto.randomUuid().slice('xxxxxxxx-xxxx-4'.length);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random}`;
}

const cut = (text: string | null) => (text === null ? null : text.slice(0, longestText));
