import { Type } from 'typebox';
import { labelFields, labelOperators } from './label-rules.ts';
import { LineOfText, route, strictObject } from './route.ts';

/** An Orthanc label. Orthanc's own alphabet is the same, without an end. */
export const Label = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });

const Id = Type.String({ format: 'uuid' });
const Time = Type.String({ format: 'date-time' });
const TimeOrNull = Type.Union([Time, Type.Null()]);

const rule = {
  name: LineOfText(100),
  enabled: Type.Boolean(),
  /** All must hold. */
  conditions: Type.Array(
    strictObject({
      field: Type.Enum([...labelFields]),
      operator: Type.Enum([...labelOperators]),
      value: LineOfText(200),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  labels: Type.Array(Label, { minItems: 1, maxItems: 20, uniqueItems: true }),
};

const LabelRule = Type.Object({
  id: Id,
  ...rule,
  position: Type.Integer(),
  createdAt: Time,
  updatedAt: Time,
});

const relabel = Type.Optional(
  Type.Boolean({
    default: true,
    description: 'Start a job that applies the rules to the studies that are there',
  }),
);
const NewLabelRule = strictObject({
  ...rule,
  position: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      description: 'Rules are listed by it; the end when it is left out',
    }),
  ),
  relabel,
});

const LabelJob = Type.Object({
  id: Id,
  /** Which Orthanc works on it. Null as long as none does. */
  serverId: Type.Union([Type.String(), Type.Null()]),
  state: Type.Enum(['queued', 'running', 'stopped', 'done', 'failed']),
  /** Studies that were looked at, of how many, and how many of them got another label. */
  done: Type.Integer(),
  total: Type.Integer(),
  changed: Type.Integer(),
  createdAt: Time,
  startedAt: TimeOrNull,
  finishedAt: TimeOrNull,
});

const byId = Type.Object({ id: Id });

/** Rules that give labels to studies, and the jobs that apply them to the studies that are there. */
export const labels = {
  listRules: route({
    method: 'GET',
    path: '/sgim/api/label-rules',
    summary: 'Label rules',
    access: 'settings',
    response: Type.Array(LabelRule),
  }),
  createRule: route({
    method: 'POST',
    path: '/sgim/api/label-rules',
    summary: 'Create a label rule',
    access: 'settings',
    body: NewLabelRule,
    response: LabelRule,
  }),
  replaceRule: route({
    method: 'PUT',
    path: '/sgim/api/label-rules/:id',
    summary: 'Replace a label rule',
    access: 'settings',
    params: byId,
    body: NewLabelRule,
    response: LabelRule,
  }),
  deleteRule: route({
    method: 'DELETE',
    path: '/sgim/api/label-rules/:id',
    summary: 'Delete a label rule',
    access: 'settings',
    params: byId,
    query: strictObject({ relabel }),
    response: null,
  }),
  listJobs: route({
    method: 'GET',
    path: '/sgim/api/label-jobs',
    summary: 'The latest relabelling jobs, newest first',
    access: 'settings',
    response: Type.Array(LabelJob),
  }),
  startJob: route({
    method: 'POST',
    path: '/sgim/api/label-jobs',
    summary: 'Apply the label rules to all studies; a job that is on its way is stopped',
    access: 'settings',
    response: LabelJob,
  }),
  stopJob: route({
    method: 'POST',
    path: '/sgim/api/label-jobs/:id/stop',
    summary: 'Stop a relabelling job',
    access: 'settings',
    params: byId,
    response: LabelJob,
  }),
};

const progress = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });

export const labelRoutes = {
  readLabelRules: route({
    method: 'GET',
    path: '/internal/label-rules',
    summary: 'The label rules that are enabled',
    access: 'service',
    response: Type.Object({
      /** The same for the same rules. */
      version: Type.String(),
      rules: Type.Array(Type.Object({ conditions: rule.conditions, labels: rule.labels })),
    }),
  }),
  claimLabelJob: route({
    method: 'POST',
    path: '/internal/label-jobs/claim',
    summary:
      'Take on a relabelling job, if there is one to do; also one whose worker has been silent for 30 s',
    access: 'service',
    /** Orthancs on the same index give the same name: each name works through a job once. */
    body: strictObject({ serverId: LineOfText(200) }),
    response: Type.Object({
      job: Type.Union([
        Type.Object({
          id: Id,
          /** How far it came, as the last progress said. Null at the beginning. */
          after: Type.Union([Type.String(), Type.Null()]),
          /** Where the counts go on. */
          done: Type.Integer(),
          changed: Type.Integer(),
        }),
        Type.Null(),
      ]),
    }),
  }),
  reportLabelJob: route({
    method: 'POST',
    path: '/internal/label-jobs/:id/progress',
    summary: 'Say how far a job is, at least every 10 s, and learn whether to go on',
    access: 'service',
    params: byId,
    body: strictObject({
      done: progress,
      total: progress,
      changed: progress,
      after: Type.Union([Type.String({ maxLength: 200 }), Type.Null()]),
      state: Type.Optional(Type.Enum(['done', 'failed'])),
    }),
    /** `stop` is true when the job is not running any more: stopped, replaced by a newer one, finished or unknown. */
    response: Type.Object({ stop: Type.Boolean() }),
  }),
};
