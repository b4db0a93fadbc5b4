import { describe, expect, it } from 'vitest';
import { type Person, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;

const read = async (after: string | null) =>
  (await service.ask('/internal/revocations/wait', { after, waitSeconds: 0 })).body;

/** The subjects that a change writes, and in how many rows. */
async function watch(change: () => PromiseLike<unknown>): Promise<{ subjects: string[]; rows: number }> {
  const { sequence } = await read(null);
  await change();
  const { subjects, all } = await read(sequence);
  expect(all).toBe(false);
  const rows = await knex('revocations')
    .where('sequence', '>', sequence)
    .count<{ count: string }[]>('* as count');
  return { subjects: subjects.sort(), rows: Number(rows[0]?.count) };
}

async function addToken(owner: Person | null): Promise<string> {
  const [row] = await knex('api_tokens')
    .insert({
      owner_id: owner?.id ?? null,
      name: 'script',
      prefix: 'sgim_x',
      hash: Buffer.from(crypto.randomUUID()),
      permissions: ['view'],
      expires_at: '2999-01-01',
    })
    .returning<{ id: string }[]>('id');
  return row?.id ?? '';
}

async function addLink(): Promise<string> {
  const [row] = await knex('links')
    .insert({
      hash: Buffer.from(crypto.randomUUID()),
      type: 'viewer-instant-link',
      permissions: ['view'],
      resources: JSON.stringify([{ orthancId: 'a', dicomUid: null, level: 'study' }]),
      expires_at: '2999-01-01',
    })
    .returning<{ id: string }[]>('id');
  return row?.id ?? '';
}

const person = await service.addPerson({ grants: [{ permissions: ['view'], labels: ['a'] }] });
const own = { user_id: person.id };

describe('one revocation, of the person alone, is written when', () => {
  it('a session is ended', async () => {
    const cookie = await service.signIn(person);
    const found = await watch(() => service.call('POST /auth/sign-out', { cookie }));
    expect(found).toEqual({ subjects: [person.id], rows: 1 });
  });

  it('a session is made to end sooner', async () => {
    await service.signIn(person);
    const found = await watch(() => knex('sessions').where(own).update({ expire: knex.fn.now() }));
    expect(found).toEqual({ subjects: [person.id], rows: 1 });
  });

  it.each<[string, (token: string) => PromiseLike<unknown>]>([
    ['is revoked', (id) => knex('api_tokens').where({ id }).update({ revoked_at: knex.fn.now() })],
    ['ends sooner', (id) => knex('api_tokens').where({ id }).update({ expires_at: knex.fn.now() })],
    [
      'holds for fewer labels',
      (id) =>
        knex('api_tokens')
          .where({ id })
          .update({ labels: ['a'] }),
    ],
    ['is deleted', (id) => knex('api_tokens').where({ id }).delete()],
  ])('a token of theirs %s', async (_name, change) => {
    const token = await addToken(person);
    expect(await watch(() => change(token))).toEqual({ subjects: [person.id], rows: 1 });
  });

  it.each<[string, () => PromiseLike<unknown>]>([
    [
      'they are disabled',
      () => knex('users').where({ id: person.id }).update({ disabled_at: knex.fn.now() }),
    ],
    ['they are enabled', () => knex('users').where({ id: person.id }).update({ disabled_at: null })],
    ['they get a role', () => knex('user_roles').insert({ ...own, role: 'PHYSICIAN' })],
    [
      'a role of theirs changes',
      () =>
        knex('user_roles')
          .where({ ...own, role: 'PHYSICIAN' })
          .update({ role: 'SECRETARY' }),
    ],
    [
      'they lose a role',
      () =>
        knex('user_roles')
          .where({ ...own, role: 'SECRETARY' })
          .delete(),
    ],
    ['they get a grant', () => knex('grants').insert({ ...own, permissions: ['send'], labels: ['b'] })],
    [
      'a grant of theirs changes',
      () =>
        knex('grants')
          .where({ ...own, labels: ['b'] })
          .update({ labels: ['c'] }),
    ],
    [
      'a grant of theirs ends',
      () =>
        knex('grants')
          .where({ ...own, labels: ['c'] })
          .update({ ends_at: knex.fn.now() }),
    ],
    [
      'they lose a grant',
      () =>
        knex('grants')
          .where({ ...own, labels: ['c'] })
          .delete(),
    ],
  ])('%s', async (_name, change) => {
    expect(await watch(change)).toEqual({ subjects: [person.id], rows: 1 });
  });
});

describe('also written are', () => {
  it('a person who is deleted, with all that is theirs', async () => {
    const leaving = await service.addPerson({ grants: [{ permissions: ['view'], labels: ['a'] }] });
    await addToken(leaving);
    await service.signIn(leaving);
    const { subjects } = await watch(() => knex('users').where({ id: leaving.id }).delete());
    expect(subjects).toEqual([leaving.id]);
  });

  it('both people, when something passes from one to the other', async () => {
    const [one, other] = [await service.addPerson(), await service.addPerson()];
    const token = await addToken(one);
    const found = await watch(() => knex('api_tokens').where({ id: token }).update({ owner_id: other.id }));
    expect(found).toEqual({ subjects: [one.id, other.id].sort(), rows: 2 });
  });

  it.each<[string, (id: string) => PromiseLike<unknown>]>([
    ['revoked', (id) => knex('api_tokens').where({ id }).update({ revoked_at: knex.fn.now() })],
    ['deleted', (id) => knex('api_tokens').where({ id }).delete()],
  ])('a service token that is %s', async (_name, change) => {
    const token = await addToken(null);
    expect(await watch(() => change(token))).toEqual({ subjects: [`service:${token}`], rows: 1 });
  });

  it.each<[string, (id: string) => PromiseLike<unknown>]>([
    ['revoked', (id) => knex('links').where({ id }).update({ revoked_at: knex.fn.now() })],
    ['deleted', (id) => knex('links').where({ id }).delete()],
  ])('a link that is %s', async (_name, change) => {
    const link = await addLink();
    expect(await watch(() => change(link))).toEqual({ subjects: [`link:${link}`], rows: 1 });
  });

  it.each<[string, () => PromiseLike<unknown>]>([
    [
      'a grant of a role is added',
      () => knex('grants').insert({ role: 'PHYSICIAN', permissions: ['send'], labels: ['x'] }),
    ],
    [
      'a grant of a role changes',
      () =>
        knex('grants')
          .where({ role: 'PHYSICIAN', labels: ['x'] })
          .update({ labels: ['y'] }),
    ],
    [
      'a grant of a role is taken away',
      () =>
        knex('grants')
          .where({ role: 'PHYSICIAN', labels: ['y'] })
          .delete(),
    ],
    ['sessions are emptied', () => knex.raw('truncate sessions')],
    ['tokens are emptied', () => knex.raw('truncate api_tokens')],
  ])('everybody, when %s', async (_name, change) => {
    expect(await watch(change)).toEqual({ subjects: ['*'], rows: 1 });
  });

  it('everybody, when a role gets another name or is deleted', async () => {
    await knex('roles').insert({ name: 'GUEST' });
    expect(
      (await watch(() => knex('roles').where({ name: 'GUEST' }).update({ name: 'VISITOR' }))).subjects,
    ).toEqual(['*']);
    expect((await watch(() => knex('roles').where({ name: 'VISITOR' }).delete())).subjects).toEqual(['*']);
  });
});

describe('nothing is written when', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['somebody signs in', () => service.signIn(person)],
    [
      'the end of a session moves on with its use',
      async () => {
        const cookie = await service.signIn(person);
        await knex('sessions')
          .where(own)
          .update({ expire: knex.raw(`expire + interval '10 minutes'`) });
        await service.call('GET /auth/session', { cookie });
      },
    ],
    ['a token is made', () => addToken(person)],
    [
      'a token is used',
      async () => {
        const id = await addToken(person);
        await knex('api_tokens').where({ id }).update({ last_used_at: knex.fn.now() });
      },
    ],
    [
      'a link is made and used',
      async () => {
        const id = await addLink();
        await knex('links').where({ id }).update({ last_used_at: knex.fn.now() });
      },
    ],
    ['somebody new comes', () => service.addPerson({ roles: [] })],
    [
      'a row is written as it was',
      async () => knex('users').where({ id: person.id }).update({ email: person.email }),
    ],
    [
      'a change is taken back',
      () =>
        knex
          .transaction(async (trx) => {
            await trx('grants').where(own).delete();
            throw new Error('no');
          })
          .catch(() => undefined),
    ],
  ])('%s', async (_name, change) => {
    expect(await watch(change)).toEqual({ subjects: [], rows: 0 });
  });
});

it('a thousand changes and more are told as "everything"', async () => {
  const { sequence } = await read(null);
  await knex.raw(`insert into revocations (subject) select 'link:' || n from generate_series(1, 1001) as n`);
  expect(await read(sequence)).toMatchObject({ all: true, subjects: [] });
});
