import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { startTestService } from '../../../test/service.ts';

const logged: string[] = [];
const service = await startTestService({
  log: pino({ level: 'error' }, { write: (line) => logged.push(line) }),
});
const knex = service.database.knex;

const makeEvent = (more: object = {}) => ({
  id: randomUUID(),
  at: '2026-11-27T10:00:00.000Z',
  serverId: 'orthanc-1',
  actor: { kind: 'user', id: '6f1c', name: 'Ada' },
  action: 'view',
  outcome: 'success',
  address: '192.0.2.7',
  route: 'GET /studies/{id}',
  study: '0a9b3153-2512774b-2d9580de-1fc3dcf6-3bd83918',
  studyUid: '1.2.3',
  patientId: 'P1',
  detail: null,
  count: 1,
  ...more,
});
const send = async (...events: unknown[]) => (await service.ask('/internal/audit-events', { events })).body;
const countRows = async () => Number((await knex('audit_events').count<{ n: string }[]>('* as n'))[0]?.n);
const countOf = async (id: string) =>
  (await knex('audit_events').where({ id }).first<{ count: number } | undefined>('count'))?.count;

const auditor = await service.signIn(await service.addPerson());
const list = async (query = '') =>
  (await service.call(`GET /sgim/api/audit-events${query}`, { cookie: auditor })).body;

describe('audit events', () => {
  it('are stored as they are sent, and read newest first', async () => {
    const events = [
      makeEvent(),
      makeEvent({ actor: { kind: 'anonymous', id: null, name: '' }, study: null, count: 7 }),
    ];
    expect(await send(...events)).toEqual({ stored: 2, rejected: 0 });
    const page = await list('?limit=2');
    expect(page.events.map(({ sequence: _, ...event }: { sequence: string }) => event)).toEqual(
      events.toReversed(),
    );
  });

  it('are stored once, however often they are sent, also at the same time and twice in one delivery', async () => {
    const events = Array.from({ length: 50 }, () => makeEvent());
    const before = await countRows();
    await Promise.all([send(...events), send(...events), send(...events.toReversed().toReversed())]);
    expect(await send(...events, ...events)).toEqual({ stored: 100, rejected: 0 });
    expect(await countRows()).toBe(before + 50);
  });

  it('keep the order in which they were sent, without a gap that looks like a loss', async () => {
    const [first, second] = [makeEvent(), makeEvent()];
    await send(first);
    await send(first, second);
    await send(first, second);
    const [third] = [makeEvent()];
    await send(first, second, third);
    const rows = await knex('audit_events').orderBy('sequence', 'desc').limit(3).select('id', 'sequence');
    expect(rows.map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
    expect(Number(rows[0].sequence) - Number(rows[2].sequence)).toBe(2);
  });

  it('are read page by page', async () => {
    await send(...Array.from({ length: 5 }, () => makeEvent()));
    const total = await countRows();
    const ids: string[] = [];
    let query = '?limit=4';
    for (;;) {
      const { events, next } = await list(query);
      ids.push(...events.map(({ id }: { id: string }) => id));
      if (next === null) break;
      query = `?limit=4&before=${next}`;
    }
    expect(new Set(ids).size).toBe(total);
    expect(ids).toHaveLength(total);
    expect((await service.ask('/internal/audit-logs/read', { limit: 1 })).body).toEqual(
      await list('?limit=1'),
    );
  });
});

it('events are read by who did something, and about which study', async () => {
  const mine = makeEvent({ actor: { kind: 'user', id: 'mine', name: 'Me' }, study: 'that' });
  const others = [
    makeEvent({ actor: { kind: 'user', id: 'mine', name: 'Me' }, study: 'this' }),
    makeEvent({ study: 'that' }),
  ];
  await send(mine, ...others);
  const read = async (selection: object) => {
    const { events } = (await service.ask('/internal/audit-logs/read', selection)).body;
    return events.map(({ id }: { id: string }) => id);
  };
  expect(await read({ actor: 'mine', study: 'that' })).toEqual([mine.id]);
  expect(await read({ actor: 'mine', limit: 1 })).toEqual([others[0]?.id]);
  expect(await read({ study: 'that' })).toEqual([others[1]?.id, mine.id]);
  expect(await read({ study: "' or true --" })).toEqual([]);
});

describe('a count', () => {
  it('of a known event rises and never falls', async () => {
    const event = makeEvent();
    await send(event);
    expect(await send({ id: event.id, count: 12 })).toEqual({ stored: 1, rejected: 0 });
    expect(await countOf(event.id)).toBe(12);
    await send({ id: event.id, count: 5 }, event);
    expect(await countOf(event.id)).toBe(12);
    await send({ id: event.id, count: 13 }, { id: event.id, count: 14 });
    expect(await countOf(event.id)).toBe(14);
  });

  it('may come in the same delivery as its event', async () => {
    const event = makeEvent();
    await send(event, { id: event.id, count: 3 }, { id: event.id, count: 9 });
    expect(await countOf(event.id)).toBe(9);
  });

  it('of an unknown event makes none', async () => {
    const id = randomUUID();
    expect(await send({ id, count: 3 })).toEqual({ stored: 1, rejected: 0 });
    expect(await countOf(id)).toBeUndefined();
  });
});

describe('a malformed event', () => {
  it.each<[string, unknown]>([
    ['is no object', 'text'],
    ['is null', null],
    ['has no id', { ...makeEvent(), id: undefined }],
    [
      'has an id that PostgreSQL reads and the contract does not',
      makeEvent({ id: `urn:uuid:${randomUUID()}` }),
    ],
    ['is of a day that there is not', makeEvent({ at: '2026-02-31T10:00:00Z' })],
    ['is of an hour that there is not', makeEvent({ at: '2026-02-01T24:01:00Z' })],
    ['is of another time zone', makeEvent({ at: '2026-02-01T10:00:00+19:00' })],
    ['has a time that is none', makeEvent({ at: null })],
    ['has an unknown action', makeEvent({ action: 'fly' })],
    ['has an unknown outcome', makeEvent({ outcome: 'perhaps' })],
    ['has an actor of another kind', makeEvent({ actor: { kind: 'robot', id: null, name: 'x' } })],
    ['lacks a key', { ...makeEvent(), route: undefined }],
    ['has a key too many', makeEvent({ password: 'x' })],
    ['counts to zero', makeEvent({ count: 0 })],
    ['counts to more than there is', makeEvent({ count: 2 ** 31 })],
    ['is a count without an id', { count: 1 }],
  ])('that %s is left out, and holds up no other', async (_name, malformed) => {
    const [before, after] = [makeEvent(), makeEvent()];
    const rows = await countRows();
    expect(await send(before, malformed, after)).toEqual({ stored: 2, rejected: 1 });
    expect(await countRows()).toBe(rows + 2);
  });

  it('is logged by what is wrong with it, and by nothing that it says', async () => {
    logged.length = 0;
    await send(
      makeEvent({ patientId: 5, detail: 'DUPONT^JEAN' }),
      makeEvent({ at: 'DUPONT', study: 'DUPONT' }),
    );
    expect(logged.join()).toContain('/patientId must be string');
    expect(logged.join()).not.toContain('DUPONT');
  });
});

it('text that PostgreSQL cannot store, or that is without measure, is stored as far as it goes', async () => {
  const text = `a\0b\ud800c\u{1f600}`;
  const event = makeEvent({
    detail: text,
    patientId: 'x'.repeat(5_000),
    actor: { kind: 'ae', id: text, name: '\0' },
  });
  expect(await send(event)).toEqual({ stored: 1, rejected: 0 });
  const [stored] = (await list('?limit=1')).events;
  expect(stored.detail).toBe('a\ufffdb\ufffdc\u{1f600}');
  expect(stored.actor).toEqual({ kind: 'ae', id: stored.detail, name: '\ufffd' });
  expect(stored.patientId).toBe('x'.repeat(300));
});

it('a delivery of a thousand full events is taken, and one of more is refused', async () => {
  const full = Object.fromEntries(
    ['serverId', 'address', 'route', 'study', 'studyUid', 'patientId', 'detail'].map((key) => [
      key,
      'x'.repeat(200),
    ]),
  );
  const events = Array.from({ length: 1_000 }, () => makeEvent(full));
  expect(await send(...events)).toEqual({ stored: 1_000, rejected: 0 });
  const answer = await service.ask('/internal/audit-events', { events: [...events, makeEvent()] });
  expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
});

describe('what is stored', () => {
  it.each([
    ['changed', () => knex('audit_events').update({ actor_name: 'Eve' })],
    ['counted down', () => knex('audit_events').update({ count: 0 })],
    ['deleted', () => knex('audit_events').delete()],
    ['emptied', () => knex.raw('truncate audit_events')],
  ])('cannot be %s', async (_name, change) => {
    await send(makeEvent({ count: 2 }));
    const before = await knex('audit_events').orderBy('sequence');
    await expect(change()).rejects.toThrow('audit events are only added');
    expect(await knex('audit_events').orderBy('sequence')).toEqual(before);
  });
});
