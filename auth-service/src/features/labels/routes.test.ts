import { beforeEach, describe, expect, it } from 'vitest';
import { basic, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;
const person = await service.addPerson();
const cookie = await service.signIn(person);

const rule = {
  name: 'CT of the clinic',
  enabled: true,
  conditions: [{ field: 'modality', operator: 'is', value: 'CT' }],
  labels: ['clinic'],
};
const nobody = '00000000-0000-4000-8000-000000000000';
const call = (route: string, body?: unknown) => service.call(route, { cookie, body });
const create = async (more: object = {}) =>
  (await call('POST /sgim/api/label-rules', { ...rule, ...more })).body;
const claim = async (serverId = 'one') =>
  (await service.ask('/internal/label-jobs/claim', { serverId })).body.job;
const report = async (id: string, more: object = {}) =>
  (
    await service.ask(`/internal/label-jobs/${id}/progress`, {
      done: 1,
      total: 10,
      changed: 0,
      after: 'x',
      ...more,
    })
  ).body;
const listJobs = async () => (await call('GET /sgim/api/label-jobs')).body;
const start = async () => (await call('POST /sgim/api/label-jobs')).body;
const readRules = async () =>
  (
    await service.call('GET /internal/label-rules', {
      headers: { 'x-sgim-door': undefined, authorization: basic },
    })
  ).body;
const events = () =>
  knex('audit_events')
    .orderBy('sequence')
    .select('action', 'outcome', 'actor_id', 'route', 'detail', 'address');
const topics = async (change: () => Promise<unknown>) => {
  const ask = async (after: string | null) =>
    (await service.ask('/internal/revocations/wait', { after, waitSeconds: 0 })).body;
  const { sequence } = await ask(null);
  await change();
  return (await ask(sequence)).subjects;
};

beforeEach(async () => {
  await knex('label_rules').delete();
  await knex('label_jobs').delete();
});

describe('label rules', () => {
  it('are made, listed in their order, replaced and deleted, and each change is written down', async () => {
    const seen = (await events()).length;
    const first = await create();
    const second = await create({ name: ' Second ', position: 0 });
    expect(first).toMatchObject({ ...rule, position: 0 });
    expect(second).toMatchObject({ name: 'Second', position: 0 });
    const third = await create({ name: 'Third' });
    expect(third.position).toBe(1);
    const replaced = await call(`PUT /sgim/api/label-rules/${first.id}`, {
      ...rule,
      name: 'First',
      position: 7,
    });
    expect(replaced.body).toMatchObject({
      id: first.id,
      name: 'First',
      position: 7,
      createdAt: first.createdAt,
    });
    const again = await call(`PUT /sgim/api/label-rules/${first.id}`, { ...rule, name: 'First' });
    expect(again.body.position).toBe(7);
    expect((await call(`DELETE /sgim/api/label-rules/${third.id}`)).status).toBe(204);
    const list = (await call('GET /sgim/api/label-rules')).body;
    expect(list.map(({ name }: { name: string }) => name)).toEqual(['Second', 'First']);
    const written = (await events()).slice(seen);
    expect(written.map(({ detail }) => detail)).toEqual([
      'label rule CT of the clinic created',
      'label rule Second created',
      'label rule Third created',
      'label rule First changed',
      'label rule First changed',
      'label rule Third deleted',
    ]);
    expect(written[3]).toMatchObject({
      action: 'settings',
      outcome: 'success',
      actor_id: person.id,
      route: 'PUT /sgim/api/label-rules/{id}',
      address: '192.0.2.1',
    });
  });

  it.each(['PUT', 'DELETE'])(
    'that do not exist are not found by %s, and nothing else happens',
    async (method) => {
      const before = await service.stored();
      const answer = await call(
        `${method} /sgim/api/label-rules/${nobody}`,
        method === 'PUT' ? rule : undefined,
      );
      expect([answer.status, answer.body.code]).toEqual([404, 'label-rule.not-found']);
      expect(await service.stored()).toEqual(before);
    },
  );

  it.each<[string, object]>([
    ['no condition', { conditions: [] }],
    ['an unknown field', { conditions: [{ field: 'weather', operator: 'is', value: 'x' }] }],
    ['an unknown operator', { conditions: [{ field: 'modality', operator: 'regexp', value: 'x' }] }],
    ['a blank value', { conditions: [{ field: 'modality', operator: 'is', value: ' ' }] }],
    ['no label', { labels: [] }],
    ['a label with a space', { labels: ['a b'] }],
    ['a label of 65 characters', { labels: ['x'.repeat(65)] }],
    ['every study for a label', { labels: ['*'] }],
    ['a label twice', { labels: ['a', 'a'] }],
    ['21 labels', { labels: Array.from({ length: 21 }, (_, n) => `l${n}`) }],
    ['no name', { name: '' }],
  ])('with %s are refused, and nothing else happens', async (_name, more) => {
    const before = await service.stored();
    const answer = await call('POST /sgim/api/label-rules', { ...rule, ...more });
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(await service.stored()).toEqual(before);
  });

  it('are told to plugins as far as they are enabled, with a version that stays the same as long as they do', async () => {
    const empty = await readRules();
    expect(empty.rules).toEqual([]);
    const { id } = await create();
    await create({ enabled: false, labels: ['off'] });
    const one = await readRules();
    expect(one.rules).toEqual([{ conditions: rule.conditions, labels: rule.labels }]);
    expect(one.version).not.toBe(empty.version);
    await call(`PUT /sgim/api/label-rules/${id}`, { ...rule, name: 'Another name' });
    expect((await readRules()).version).toBe(one.version);
    await call(`DELETE /sgim/api/label-rules/${id}`);
    expect(await readRules()).toEqual(empty);
  });

  it('wake the plugins when they change, through whatever', async () => {
    let id = '';
    const make = async () => {
      id = (await create({ relabel: false })).id;
    };
    expect(await topics(make)).toEqual(['config:labels']);
    expect(await topics(() => call(`PUT /sgim/api/label-rules/${id}`, { ...rule, relabel: false }))).toEqual([
      'config:labels',
    ]);
    expect(await topics(async () => knex('label_rules').delete())).toEqual(['config:labels']);
  });

  it('start a job when they change, unless told otherwise', async () => {
    const { id } = await create({ relabel: false });
    await call(`PUT /sgim/api/label-rules/${id}`, { ...rule, relabel: false });
    await call(`DELETE /sgim/api/label-rules/${id}?relabel=false`);
    expect(await listJobs()).toEqual([]);
    const other = await create();
    await call(`PUT /sgim/api/label-rules/${other.id}`, rule);
    await call(`DELETE /sgim/api/label-rules/${other.id}`);
    const jobs = await listJobs();
    expect(jobs.map(({ state }: { state: string }) => state)).toEqual(['queued', 'stopped', 'stopped']);
  });
});

describe('a relabelling job', () => {
  it('wakes the plugins, is worked through once and shows how far it is', async () => {
    expect(await topics(start)).toEqual(['config:labels']);
    const job = await claim();
    expect(job).toEqual({ id: expect.any(String), after: null, done: 0, changed: 0 });
    expect(await claim()).toBeNull();
    expect(await report(job.id, { done: 4, changed: 2 })).toEqual({ stop: false });
    expect((await listJobs())[0]).toMatchObject({
      id: job.id,
      serverId: 'one',
      state: 'running',
      done: 4,
      total: 10,
      changed: 2,
      startedAt: expect.any(String),
      finishedAt: null,
    });
    expect(await report(job.id, { done: 10, changed: 3, state: 'done' })).toEqual({ stop: true });
    expect((await listJobs())[0]).toMatchObject({
      state: 'done',
      done: 10,
      changed: 3,
      finishedAt: expect.any(String),
    });
    expect(await report(job.id, { done: 11 })).toEqual({ stop: true });
    expect((await listJobs())[0]).toMatchObject({ state: 'done', done: 10 });
    expect(await claim()).toBeNull();
  });

  it('is given to one of many who ask at the same time', async () => {
    await start();
    const jobs = await Promise.all(Array.from({ length: 8 }, () => claim()));
    expect(jobs.filter(Boolean)).toHaveLength(1);
  });

  it('is worked through by each Orthanc that has studies of its own', async () => {
    await start();
    const jobs = await Promise.all(['one', 'two', 'three', 'two'].map(claim));
    expect(jobs.filter(Boolean)).toHaveLength(3);
    const list = await listJobs();
    expect(list.map(({ serverId }: { serverId: string }) => serverId).sort()).toEqual([
      'one',
      'three',
      'two',
    ]);
  });

  it('goes on where it was when its worker has been silent for 30 s, and not before', async () => {
    await start();
    const { id } = await claim();
    await report(id, { done: 5, changed: 1, after: 'study-5' });
    const wasHeard = (seconds: number) =>
      knex('label_jobs')
        .where({ id })
        .update({ heartbeat_at: knex.raw(`now() - ? * interval '1 second'`, [seconds]) });
    await wasHeard(25);
    expect(await claim()).toBeNull();
    await wasHeard(31);
    expect(await claim()).toEqual({ id, after: 'study-5', done: 5, changed: 1 });
    expect(await claim()).toBeNull();
    expect(await report(id)).toEqual({ stop: false });
  });

  it('stops when it is told to, for its worker and for those who have not begun', async () => {
    await start();
    const { id } = await claim();
    const answer = await call(`POST /sgim/api/label-jobs/${id}/stop`);
    expect(answer.body).toMatchObject({ id, state: 'stopped', finishedAt: expect.any(String) });
    expect(await report(id, { done: 6 })).toEqual({ stop: true });
    expect((await listJobs())[0]).toMatchObject({
      state: 'stopped',
      done: 6,
      finishedAt: answer.body.finishedAt,
    });
    expect(await report(id, { done: 10, state: 'done' })).toEqual({ stop: true });
    expect((await listJobs())[0]).toMatchObject({ state: 'stopped', done: 10 });
    expect(await claim('two')).toBeNull();
    expect((await call(`POST /sgim/api/label-jobs/${id}/stop`)).body.finishedAt).toBe(answer.body.finishedAt);
  });

  it('gives way to a newer one, which begins anew', async () => {
    await start();
    const old = await claim();
    await report(old.id, { after: 'study-5' });
    await start();
    expect(await report(old.id)).toEqual({ stop: true });
    const next = await claim();
    expect(next).toMatchObject({ after: null, done: 0 });
    expect(next.id).not.toBe(old.id);
  });

  it('that nobody knows is over for its worker, and not found for people', async () => {
    expect(await report(nobody)).toEqual({ stop: true });
    const answer = await call(`POST /sgim/api/label-jobs/${nobody}/stop`);
    expect([answer.status, answer.body.code]).toEqual([404, 'label-job.not-found']);
    expect(await claim()).toBeNull();
  });

  it('is written down with who started and who stopped it', async () => {
    const seen = (await events()).length;
    const { id } = await start();
    await call(`POST /sgim/api/label-jobs/${id}/stop`);
    expect((await events()).slice(seen)).toMatchObject([
      { actor_id: person.id, route: 'POST /sgim/api/label-jobs', detail: 'relabelling started' },
      { actor_id: person.id, route: 'POST /sgim/api/label-jobs/{id}/stop', detail: 'relabelling stopped' },
    ]);
  });
});

it('a change that cannot be written down does not happen', async () => {
  await knex.raw(
    `alter table audit_events add constraint full_disk check (detail <> 'label rule X created')`,
  );
  const before = await service.stored();
  const answer = await call('POST /sgim/api/label-rules', { ...rule, name: 'X' });
  expect(answer.status).toBe(500);
  expect(await service.stored()).toEqual(before);
});
