import type { Knex } from 'knex';
import type { Static } from 'typebox';
import type { AuditEvent, AuditSelection } from '../../../contract/audit.ts';

type Event = Static<typeof AuditEvent>;

export interface AuditRow extends Omit<Event, 'at' | 'actor'> {
  sequence: string;
  at: Date;
  actorKind: Event['actor']['kind'];
  actorId: string | null;
  actorName: string;
}

/** Events newest first, below a number of the sequence. */
export function listAuditEvents(
  knex: Knex,
  { before, actor, study }: Omit<AuditSelection, 'limit'>,
  limit: number,
): Promise<AuditRow[]> {
  const query = knex('audit_events').orderBy('sequence', 'desc').limit(limit);
  if (before !== undefined) query.where('sequence', '<', before);
  if (actor !== undefined) query.where('actor_id', actor);
  if (study !== undefined) query.where('study', study);
  return query.select<AuditRow[]>({
    sequence: 'sequence',
    id: 'id',
    at: 'at',
    serverId: 'server_id',
    actorKind: 'actor_kind',
    actorId: 'actor_id',
    actorName: 'actor_name',
    action: 'action',
    outcome: 'outcome',
    address: 'address',
    route: 'route',
    study: 'study',
    studyUid: 'study_uid',
    patientId: 'patient_id',
    detail: 'detail',
    count: 'count',
  });
}
