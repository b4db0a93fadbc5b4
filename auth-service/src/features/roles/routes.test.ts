import { beforeEach, describe, expect, it } from 'vitest';
import { basic, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;
const asService = { 'x-sgim-door': undefined, authorization: basic };
const read = async () => (await service.call('GET /settings/roles', { headers: asService })).body;
const write = (body: object) => service.call('PUT /settings/roles', { body, headers: asService });
const flat = (permissions: string, ...labels: string[]) => ({
  permissions: permissions.split(' '),
  'authorized-labels': labels,
});
/** Writes all roles as they are, but for these. */
const change = async (roles: object) => write({ roles: { ...(await read()).roles, ...roles } });
const grantsOf = (role: string) => knex('grants').where({ role }).select('permissions', 'labels', 'user_id');

const atFirst = await read();
beforeEach(async () => {
  await knex('user_roles').delete();
  await knex('roles').where({ built_in: false }).delete();
  await write({ roles: atFirst.roles });
});

describe('the roles', () => {
  it('are read as two lists each, with the labels that people have made', async () => {
    const person = await service.addPerson({ roles: [] });
    await knex('grants').insert({
      user_id: person.id,
      permissions: ['view'],
      labels: ['site-b', 'site-a', `sgim-u-${person.id}`],
    });
    const { roles, 'available-labels': labels } = await read();
    expect(labels).toEqual(['site-a', 'site-b']);
    expect(Object.keys(roles)).toEqual(['ADMIN', 'PHYSICIAN', 'RADIOLOGIST', 'SECRETARY', 'TECHNICIAN']);
    expect(roles.PHYSICIAN).toEqual(flat('view download share comment report-read', '@own'));
    // Of two grants.
    expect(roles.ADMIN['authorized-labels']).toEqual(['*']);
    expect(roles.ADMIN.permissions).toEqual(expect.arrayContaining(['view', 'users-manage']));
  });

  it('stay as they are when they are written as they were read', async () => {
    const before = await service.stored();
    const { status, body } = await write({ ...(await read()), 'server-id': null });
    expect([status, body]).toEqual([200, null]);
    expect(await service.stored()).toEqual(before);
  });

  it('are replaced, created and deleted, the built-in ones apart', async () => {
    await change({ RESIDENT: flat('view', 'teaching'), GUEST: flat('view', 'open') });
    const answer = await write({
      roles: { SECRETARY: flat('all', 'site-a', 'site-a'), RESIDENT: flat('view download', 'teaching') },
    });
    expect([answer.status, answer.body]).toEqual([200, null]);
    const { roles } = await read();
    expect(roles).toEqual({
      ...atFirst.roles,
      SECRETARY: { 'authorized-labels': ['site-a'], permissions: expect.arrayContaining(['report-sign']) },
      RESIDENT: flat('view download', 'teaching'),
    });
    expect(roles.SECRETARY.permissions).not.toContain('admin-permissions');
    expect(await grantsOf('SECRETARY')).toHaveLength(1);
    expect(await grantsOf('ADMIN')).toHaveLength(2);
    expect(await grantsOf('GUEST')).toEqual([]);
  });

  it('change what the people have who hold them', async () => {
    const cookie = await service.signIn(await service.addPerson({ roles: ['SECRETARY'] }));
    await change({ SECRETARY: flat('view', 'site-a') });
    const profile = await service.ask('/user/get-profile', { 'token-key': 'cookie', 'token-value': cookie });
    expect(profile.body.grants).toEqual([{ permissions: ['view'], labels: ['site-a'] }]);
  });

  it('lose no word on the way, whichever list is filled first', async () => {
    await change({ NEW: flat('view') });
    expect((await read()).roles.NEW).toEqual(flat('view'));
    await change({ NEW: { permissions: [], 'authorized-labels': ['a'] } });
    expect((await read()).roles.NEW).toEqual({ permissions: [], 'authorized-labels': ['a'] });
  });

  it.each<[string, () => object, number, string]>([
    ['an unknown word', () => ({ SECRETARY: flat('fly', '*') }), 400, 'request.invalid'],
    ['a label of another alphabet', () => ({ SECRETARY: flat('view', 'site a') }), 400, 'request.invalid'],
    ['a label that is too long', () => ({ SECRETARY: flat('view', 'a'.repeat(65)) }), 400, 'request.invalid'],
    ['half a role', () => ({ SECRETARY: { permissions: [] } }), 400, 'request.invalid'],
    ['a name of two lines', () => ({ 'A\nB': flat('view', '*') }), 400, 'request.invalid'],
    [
      'ADMIN without users',
      () => ({ ADMIN: flat('view admin-permissions', '*'), NEW: flat('view', '*') }),
      409,
      'role.needs-administration',
    ],
    [
      'ADMIN on some studies',
      () => ({ ADMIN: flat('users-manage admin-permissions', 'a') }),
      409,
      'role.needs-administration',
    ],
  ])('are refused with %s, and nothing else happens', async (_name, roles, status, code) => {
    const body = { roles: { ...(await read()).roles, ...roles() } };
    const before = await service.stored();
    const answer = await write(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await service.stored()).toEqual(before);
  });

  it('are not deleted while somebody has them, and nothing else happens', async () => {
    await change({ GUEST: flat('view', 'open') });
    const body = { roles: { ...atFirst.roles, SECRETARY: flat('view', 'site-a') } };
    await service.addPerson({ roles: ['GUEST'] });
    const before = await service.stored();
    const answer = await write(body);
    expect([answer.status, answer.body.code, answer.body.details]).toEqual([409, 'role.held', ['GUEST']]);
    expect(await service.stored()).toEqual(before);
  });

  it('are written whole, however many write at the same time', async () => {
    const labels = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(
      labels.map((label) => write({ roles: { NEW: flat('view', label), SECRETARY: flat('view', label) } })),
    );
    for (const { status } of answers) expect([200, 503]).toContain(status);
    const { roles } = await read();
    expect(roles.NEW).toEqual(roles.SECRETARY);
    expect(await grantsOf('NEW')).toHaveLength(1);
    expect(await grantsOf('SECRETARY')).toHaveLength(1);
  });
});
