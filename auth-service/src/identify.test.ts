import { Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { basic, startTestService } from '../test/service.ts';
import { createLog } from './http/log.ts';

const lines: string[] = [];
const log = createLog(
  'warn',
  new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  }),
);
const service = await startTestService({ log });
const { knex, pool } = service.database;

/** A credential of each kind that has not been used, as `/user/get-profile` takes it. */
const makers = {
  async session() {
    const cookie = await service.signIn(await service.addPerson());
    // As if it had been used some minutes ago.
    await knex('sessions').update({ expire: knex.raw(`now() + interval '50 minutes'`) });
    return { 'token-key': 'cookie', 'token-value': cookie };
  },
  async 'API token'() {
    const cookie = await service.signIn(await service.addPerson());
    const body = { name: 'mine', permissions: ['view'], validDays: 1 };
    const created = await service.call('POST /sgim/api/tokens', { cookie, body });
    return { 'token-key': 'token', 'token-value': created.body.secret };
  },
  async 'service token'() {
    const body = { name: 'demo', permissions: ['view'], validSeconds: 60 };
    const { secret } = (await service.ask('/internal/tokens', body)).body;
    return { 'token-key': 'token', 'token-value': secret };
  },
  async link() {
    const body = { resources: [{ 'dicom-uid': '1.2.3' }] };
    const headers = { 'x-sgim-door': undefined, authorization: basic };
    const { token } = (await service.call('PUT /tokens/viewer-instant-link', { body, headers })).body;
    return { 'token-key': 'token', 'token-value': token };
  },
};
const tables = ['sessions', 'api_tokens', 'api_tokens', 'links'];
const kinds = Object.entries(makers).map(([kind, make], index) => [kind, tables[index] ?? '', make] as const);
const getProfile = async (credential: object) => (await service.ask('/user/get-profile', credential)).body;

it.each(kinds)(
  'a %s is found in one round trip, and then one statement notes its use',
  async (_kind, _table, make) => {
    const credential = await make();
    const query = vi.spyOn(pool, 'query');
    const byKnex = vi.fn();
    knex.on('query', byKnex);
    try {
      await getProfile(credential);
      expect(query).toHaveBeenCalledTimes(2);
      await Promise.all(query.mock.results.map(({ value }) => value));
      await getProfile(credential);
      expect(query).toHaveBeenCalledTimes(3);
      expect(byKnex).not.toHaveBeenCalled();
    } finally {
      knex.off('query', byKnex);
      query.mockRestore();
    }
  },
);

it.each(kinds)('nobody waits until the use of a %s is written', async (_kind, table, make) => {
  const credential = await make();
  const transaction = await knex.transaction();
  try {
    await transaction.raw('select from ?? for update', [table]);
    expect((await getProfile(credential))['user-id']).not.toBeNull();
  } finally {
    await transaction.rollback();
  }
});

it.each(kinds)(
  'a use of a %s that cannot be written is no failure of the request',
  async (_kind, table, make) => {
    const credential = await make();
    await knex.raw(`
    create or replace function refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$`);
    await knex.raw('create trigger refuse before update on ?? for each row execute function refuse()', [
      table,
    ]);
    lines.length = 0;
    try {
      expect((await getProfile(credential))['user-id']).not.toBeNull();
      await expect.poll(() => lines.join('')).toContain('the use of a credential was not noted');
    } finally {
      await knex.raw('drop trigger refuse on ??', [table]);
    }
  },
);
