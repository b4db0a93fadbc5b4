import { type Static, Type } from 'typebox';
import { route, strictObject } from './route.ts';

/** What was done, or tried. Whether it worked is the outcome. */
export const auditActions = [
  'view',
  'download',
  'upload',
  'delete',
  'modify',
  'anonymize',
  'send',
  'share',
  'edit-labels',
  'query-retrieve',
  'echo',
  'store',
  'find',
  'move',
  'get',
  'sign-in',
  'sign-out',
  'settings',
  'other',
] as const;

export type AuditAction = (typeof auditActions)[number];

/** Any text; what is too long is cut, what PostgreSQL cannot store is replaced. */
const Text = Type.String();
const TextOrNull = Type.Union([Text, Type.Null()]);
/** RFC 9562. Best of version 7, so that the index grows at its end. */
const EventId = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' });
const Count = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });

const eventProperties = {
  /** When it began, in UTC: `2026-11-27T10:00:00.000Z`. */
  at: Type.String({ pattern: '^2\\d{3}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?Z$' }),
  /** Which Orthanc. Null for the service itself. */
  serverId: TextOrNull,
  actor: strictObject({
    kind: Type.Enum(['user', 'service', 'link', 'ae', 'anonymous']),
    /** The `user-id` of a profile, or the AE title. */
    id: TextOrNull,
    name: Text,
  }),
  action: Type.Enum([...auditActions]),
  outcome: Type.Enum(['success', 'refused', 'failed']),
  /** The client's IP address. */
  address: TextOrNull,
  /** Method and route as a template, `GET /studies/{id}`: never an identifier, never a query. */
  route: TextOrNull,
  /** Orthanc's identifier of the study. */
  study: TextOrNull,
  studyUid: TextOrNull,
  patientId: TextOrNull,
  detail: TextOrNull,
  /** How often: viewing is one event per person, study and five minutes. */
  count: Count,
};

export const AuditEvent = strictObject({ id: EventId, ...eventProperties });

/** Raises the count of an event that was sent before. A lower or equal count changes nothing. */
export const AuditCount = strictObject({ id: EventId, count: Count });

/** What one delivery may hold. */
export const maxAuditBatch = { events: 1000, kilobytes: 2048 };

const Page = Type.Object({
  /** Newest first. */
  events: Type.Array(Type.Object({ sequence: Type.String(), id: Type.String(), ...eventProperties })),
  /** To be given as `before` for the events that follow, which are older. Null at the end. */
  next: Type.Union([Type.String(), Type.Null()]),
});

const selection = {
  before: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  /** Only of one actor, by the `user-id` of a profile or the AE title. */
  actor: Type.Optional(Type.String({ maxLength: 300 })),
  /** Only about one study, by Orthanc's identifier. */
  study: Type.Optional(Type.String({ maxLength: 300 })),
};

/** Which events to read. */
export type AuditSelection = { [K in keyof typeof selection]?: Static<(typeof selection)[K]> };

/** Who did what, when and from where. */
export const audit = {
  list: route({
    method: 'GET',
    path: '/sgim/api/audit-events',
    summary: 'Audit events, newest first',
    access: 'audit-logs',
    query: strictObject(selection),
    response: Page,
  }),
};

export const auditRoutes = {
  storeAuditEvents: route({
    method: 'POST',
    path: '/internal/audit-events',
    summary: 'Store audit events and counts; again changes nothing',
    access: 'service',
    bodyKilobytes: maxAuditBatch.kilobytes,
    // Each is checked by itself (AuditEvent, AuditCount), so that a malformed one does not hold up the others.
    body: strictObject({ events: Type.Array(Type.Unknown(), { maxItems: maxAuditBatch.events }) }),
    response: Type.Object({
      /** Valid ones, those that were known already among them. */
      stored: Type.Integer(),
      /** Malformed ones: sending them again is no use. */
      rejected: Type.Integer(),
    }),
  }),
  readAuditEvents: route({
    method: 'POST',
    path: '/internal/audit-logs/read',
    summary: 'Audit events, newest first, for a plugin that has checked the right to see them',
    access: 'service',
    body: strictObject(selection),
    response: Page,
  }),
};
