import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Static } from 'typebox';
import type { AuditEvent } from '../../contract/audit.ts';

type Event = Static<typeof AuditEvent>;

/** An event, or of an event that was sent before what its count has risen to. */
export type AuditLine = Event | Pick<Event, 'id' | 'count'>;

/** Who does something in this service, and from where. */
export type Doer = Pick<Event, 'actor' | 'address' | 'route'>;

const columns =
  'at, server_id, actor_kind, actor_id, actor_name, action, outcome, address, route, study, study_uid, patient_id, detail, count';

/** Longer than anything that has a meaning. */
const maxLength = 300;

/**
 * Stores events and counts, in one statement. What is known already is not stored again, and counts only rise; a count of an unknown
 * event is passed over.
 */
export async function storeAuditLines(knex: Knex, lines: readonly AuditLine[]): Promise<void> {
  const rows = mergeLines(lines).map(toRow);
  if (rows.length === 0) return;
  await knex.raw(
    `with given as (
       select * from rows from (jsonb_to_recordset(?::jsonb) as (
         id uuid, at timestamptz, server_id text, actor_kind text, actor_id text, actor_name text, action text, outcome text,
         address text, route text, study text, study_uid text, patient_id text, detail text, count integer
       )) with ordinality as line (id, ${columns}, number)
     ), raised as (
       update audit_events set count = given.count from given
       where audit_events.id = given.id and audit_events.count < given.count
     )
     -- Known ones are left out first: a conflict would use up a number of the sequence.
     insert into audit_events (id, ${columns})
     select id, ${columns} from given
     where at is not null and not exists (select from audit_events where audit_events.id = given.id)
     order by number
     on conflict (id) do update set count = greatest(audit_events.count, excluded.count)`,
    [JSON.stringify(rows)],
  );
}

/** Writes down what somebody does in this service, in the transaction that does it. */
export const recordEvent = (
  knex: Knex,
  event: Doer & Pick<Event, 'action'> & Partial<Pick<Event, 'outcome' | 'detail'>>,
): Promise<void> =>
  storeAuditLines(knex, [
    {
      id: randomUUID(),
      at: new Date().toISOString(),
      serverId: null,
      outcome: 'success',
      study: null,
      studyUid: null,
      patientId: null,
      detail: null,
      count: 1,
      ...event,
    },
  ]);

/** One line for each event: a statement cannot change a row twice. */
function mergeLines(lines: readonly AuditLine[]): AuditLine[] {
  const merged = new Map<string, AuditLine>();
  for (const line of lines) {
    const known = merged.get(line.id);
    const count = Math.max(line.count, known?.count ?? 0);
    merged.set(line.id, { ...(known && 'at' in known ? known : line), count });
  }
  return [...merged.values()];
}

function toRow(line: AuditLine) {
  if (!('at' in line)) return line;
  const { id, at, actor, action, outcome, count } = line;
  return {
    id,
    at,
    server_id: toText(line.serverId),
    actor_kind: actor.kind,
    actor_id: toText(actor.id),
    actor_name: toText(actor.name),
    action,
    outcome,
    address: toText(line.address),
    route: toText(line.route),
    study: toText(line.study),
    study_uid: toText(line.studyUid),
    patient_id: toText(line.patientId),
    detail: toText(line.detail),
    count,
  };
}

/** Text that PostgreSQL can store, whatever a DICOM file or a client has put into it. */
const toText = (text: string | null): string | null =>
  text === null
    ? null
    : text
        .slice(0, maxLength)
        .replace(/\p{Surrogate}/gu, '\ufffd')
        .replaceAll('\0', '\ufffd');
