import { describe, expect, it } from 'vitest';
import { basic, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;
const person = await service.addPerson();
const cookie = await service.signIn(person);

const rights = { labels: ['radiology'], scope: ['*'] };
const call = (method: string, aet: string, body?: unknown) =>
  service.call(`${method} /sgim/api/dicom-nodes/${encodeURIComponent(aet)}`, { cookie, body });
const list = async () => (await service.call('GET /sgim/api/dicom-nodes', { cookie })).body;
const readNodes = async () =>
  (
    await service.call('GET /internal/dicom-nodes', {
      headers: { 'x-sgim-door': undefined, authorization: basic },
    })
  ).body;
const topics = async (change: () => Promise<unknown>) => {
  const ask = async (after: string | null) =>
    (await service.ask('/internal/revocations/wait', { after, waitSeconds: 0 })).body;
  const { sequence } = await ask(null);
  await change();
  return (await ask(sequence)).subjects;
};

describe('a DICOM node', () => {
  it('is set, read by plugins, changed and forgotten; plugins are woken and each change is written down', async () => {
    expect(await topics(() => call('PUT', 'CT1', rights))).toEqual(['config:nodes']);
    expect(await list()).toEqual([{ aet: 'CT1', ...rights, updatedAt: expect.any(String) }]);
    expect(await topics(() => call('PUT', 'CT1', { labels: [], scope: ['ct', 'mr'] }))).toEqual([
      'config:nodes',
    ]);
    expect(await readNodes()).toEqual({ nodes: [{ aet: 'CT1', labels: [], scope: ['ct', 'mr'] }] });
    expect(await topics(() => call('DELETE', 'CT1'))).toEqual(['config:nodes']);
    expect(await readNodes()).toEqual({ nodes: [] });
    expect(
      await knex('audit_events').orderBy('sequence').select('action', 'actor_id', 'route', 'detail'),
    ).toEqual([
      {
        action: 'settings',
        actor_id: person.id,
        route: 'PUT /sgim/api/dicom-nodes/{aet}',
        detail: 'DICOM node CT1 changed',
      },
      {
        action: 'settings',
        actor_id: person.id,
        route: 'PUT /sgim/api/dicom-nodes/{aet}',
        detail: 'DICOM node CT1 changed',
      },
      {
        action: 'settings',
        actor_id: person.id,
        route: 'DELETE /sgim/api/dicom-nodes/{aet}',
        detail: 'DICOM node CT1 forgotten',
      },
    ]);
  });

  it('is one, in whatever case its title is written, as it is for Orthanc', async () => {
    await call('PUT', 'MR1', rights);
    await call('PUT', 'mr1', { labels: [], scope: ['mr'] });
    expect(await readNodes()).toEqual({ nodes: [{ aet: 'mr1', labels: [], scope: ['mr'] }] });
    expect((await call('DELETE', 'Mr1')).status).toBe(204);
    expect(await readNodes()).toEqual({ nodes: [] });
  });

  it('that is not there cannot be forgotten, and nothing else happens', async () => {
    const before = await service.stored();
    const answer = await call('DELETE', 'NONE');
    expect([answer.status, answer.body.code]).toEqual([404, 'dicom-node.not-found']);
    expect(await service.stored()).toEqual(before);
  });
});

describe('an AE title', () => {
  it.each([
    ['X', 'X'],
    ['SIXTEEN_LETTERS_', 'SIXTEEN_LETTERS_'],
    ['  CT 1  ', 'CT 1'],
    ['%"\'*?.;:', '%"\'*?.;:'],
    ['ct1', 'ct1'],
  ])('%j is stored as %j', async (aet, stored) => {
    const answer = await call('PUT', aet, rights);
    expect([answer.status, answer.body.aet]).toEqual([200, stored]);
    expect((await call('DELETE', stored)).status).toBe(204);
  });

  it.each(['SEVENTEEN_LETTERS', ' ', 'A\\B', 'A\nB', 'A\u007fB', 'É', '日本'])(
    '%j is refused',
    async (aet) => {
      const before = await service.stored();
      const answer = await call('PUT', aet, rights);
      expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
      expect(await service.stored()).toEqual(before);
    },
  );
});

it.each<[string, object]>([
  ['a label with a space', { labels: ['a b'] }],
  ['every study as a label', { labels: ['*'] }],
  ['a scope outside the alphabet', { scope: ['a*'] }],
  ['a scope twice', { scope: ['a', 'a'] }],
  ['no scope', { scope: undefined }],
])('a node with %s is refused, and nothing else happens', async (_name, more) => {
  const before = await service.stored();
  const answer = await call('PUT', 'CT1', { ...rights, ...more });
  expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  expect(await service.stored()).toEqual(before);
});
