import { describe, expect, it } from 'vitest';
import { linkTypes } from '../../../contract/links.ts';
import { basic, type Person, startTestService } from '../../../test/service.ts';

const service = await startTestService();
const knex = service.database.knex;
const study = {
  'orthanc-id': '0a9b3153-2512774b-2d9580de-1fc3dcf6-3bd83918',
  'dicom-uid': '1.2.840.113745.101000.1008000.38048.4626.5933732',
};
const other = { 'orthanc-id': '11111111-11111111-11111111-11111111-11111111' };

const asService = { 'x-sgim-door': undefined, authorization: basic };
const mint = (body: object = {}, type = 'stone-viewer-publication') =>
  service.call(`PUT /tokens/${type}`, { body: { resources: [study], ...body }, headers: asService });
const mintSecret = async (body?: object, type?: string): Promise<string> =>
  (await mint(body, type)).body.token;
const profileOf = async (secret: string) =>
  (await service.ask('/user/get-profile', { 'token-key': 'token', 'token-value': secret })).body;
const decode = async (secret: string, key = 'token') =>
  (await service.ask('/tokens/decode', { 'token-key': key, 'token-value': secret })).body;
const age = (change: object) => knex('links').update(change);
const nothing = { permissions: [], 'authorized-labels': [], grants: [], 'user-id': null };

describe('a new link', () => {
  it.each(linkTypes)('%s is answered with its secret, and with what was asked for', async (type) => {
    const { status, body } = await mint({ 'validity-duration': 100 }, type);
    expect(status).toBe(200);
    expect(body).toEqual({
      token: expect.stringMatching(/^sgiml_[\w-]{43}$/),
      url: null,
      request: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resources: [{ ...study, url: null, level: 'study' }],
        type,
        'expiration-date': expect.any(String),
        'validity-duration': 100,
      },
    });
    const seconds = (Date.parse(body.request['expiration-date']) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(90);
    expect(seconds).toBeLessThanOrEqual(100);
  });

  it('cannot be had from the database', async () => {
    const secret = await mintSecret();
    const stored = JSON.stringify(await service.stored());
    expect(stored).toContain(study['orthanc-id']);
    expect(stored).not.toContain(secret.slice(6));
  });

  it.each<[string, object, string?]>([
    ['of a type that nobody knows', {}, 'inbox-link'],
    ['of a type that every object has', {}, '__proto__'],
    ['to a series', { resources: [{ ...study, level: 'series' }] }],
    ['to a patient', { resources: [{ ...study, level: 'patient' }] }],
    ['to nothing', { resources: [] }],
    ['to no list', { resources: undefined }],
    ['to too much', { resources: Array(101).fill(study) }],
    ['to a study without a name', { resources: [study, { level: 'study' }] }],
    ['to a study with an empty name', { resources: [{ 'orthanc-id': '', 'dicom-uid': null }] }],
    ['to an identifier that is none', { resources: [{ 'orthanc-id': `${study['orthanc-id']}/../x` }] }],
    ['to a UID that is none', { resources: [{ 'dicom-uid': '1.2*' }] }],
    ['that has ended', { 'expiration-date': '2020-01-01T00:00:00Z' }],
    ['that ends some day', { 'expiration-date': 'some day' }],
    ['of two lines', { minter: 'a\nb' }],
  ])('%s is refused, and nothing else happens', async (_name, body, type) => {
    const before = await service.stored();
    const answer = await mint(body, type);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
    expect(await service.stored()).toEqual(before);
  });
});

describe('the profile of a link', () => {
  it.each([
    ['stone-viewer-publication', ['view']],
    ['meddream-instant-link', ['view']],
    ['viewer-instant-link', ['view']],
    ['download-instant-link', ['download']],
  ])('%s opens its studies and nothing by labels', async (type, permissions) => {
    const secret = await mintSecret({ resources: [study, other], 'validity-duration': 30 }, type);
    const profile = await profileOf(secret);
    const { id } = await knex('links').orderBy('created_at', 'desc').first('id');
    expect(profile).toEqual({
      name: type,
      permissions: [],
      'authorized-labels': [],
      validity: expect.any(Number),
      'user-id': `link:${id}`,
      groups: [],
      grants: [{ permissions, labels: [], studies: [study['orthanc-id'], other['orthanc-id']] }],
    });
    expect(profile.validity).toBeGreaterThan(20);
    expect(profile.validity).toBeLessThanOrEqual(30);
  });

  it('has no study of which only the UID is known', async () => {
    const secret = await mintSecret({ resources: [{ 'dicom-uid': study['dicom-uid'] }] });
    expect((await profileOf(secret)).grants).toEqual([{ permissions: ['view'], labels: [], studies: [] }]);
  });

  it('says nothing once it has ended, or was revoked', async () => {
    const secret = await mintSecret();
    await age({ expires_at: knex.raw(`now() - interval '1 second'`) });
    expect(await profileOf(secret)).toMatchObject(nothing);
    await age({ expires_at: knex.raw(`now() + interval '1 hour'`) });
    expect(await profileOf(secret)).toMatchObject({ grants: [{ permissions: ['view'] }] });
    await age({ revoked_at: knex.fn.now() });
    expect(await profileOf(secret)).toMatchObject(nothing);
    expect(await profileOf(`${secret}x`)).toMatchObject(nothing);
    // Of a link, the mark alone decides where it is looked for.
    expect(await profileOf(secret.replace('sgiml_', 'sgim_'))).toMatchObject(nothing);
  });
});

describe('decoding', () => {
  it('says what a link opens, and why one opens nothing', async () => {
    const secret = await mintSecret({ resources: [study, other] }, 'viewer-instant-link');
    const answer = {
      'token-type': 'viewer-instant-link',
      'redirect-url': null,
      'error-code': null,
      resources: [
        { ...study, url: null, level: 'study' },
        { ...other, 'dicom-uid': null, url: null, level: 'study' },
      ],
    };
    expect(await decode(secret)).toEqual(answer);
    expect(await decode(`Bearer ${secret}`, 'Authorization')).toEqual(answer);
    const failed = (code: string) => ({ ...answer, 'token-type': null, 'error-code': code, resources: [] });
    await age({ expires_at: knex.raw(`now() - interval '1 second'`) });
    expect(await decode(secret)).toEqual(failed('expired'));
    await age({ revoked_at: knex.fn.now() });
    expect(await decode(secret)).toEqual(failed('invalid'));
    expect(await decode('sgiml_wrong')).toEqual(failed('unknown'));
    expect(await decode('')).toEqual(failed('unknown'));
  });

  it('knows no credential of a person', async () => {
    const cookie = await service.signIn(await service.addPerson());
    expect((await decode(cookie, 'cookie'))['error-code']).toBe('unknown');
    const created = await service.call('POST /sgim/api/tokens', {
      cookie,
      body: { name: 'mine', permissions: ['view'], validDays: 1 },
    });
    expect((await decode(created.body.secret))['error-code']).toBe('unknown');
  });
});

describe('validating', () => {
  const asked = { method: 'get', level: 'study', 'orthanc-id': study['orthanc-id'] };
  const validate = (credential: object, more: object = {}) =>
    service.ask('/tokens/validate', { ...asked, ...credential, ...more });
  const granted = (validity: number) => ({ granted: true, validity });
  const refused = { granted: false, validity: 0 };

  it('grants a link its own studies, no longer than it lives', async () => {
    const secret = await mintSecret({ 'validity-duration': 50 });
    const link = { 'token-key': 'token', 'token-value': secret };
    const { body } = await validate(link);
    expect(body).toEqual(granted(expect.any(Number) as unknown as number));
    expect(body.validity).toBeLessThanOrEqual(50);
    expect((await validate(link, { labels: ['a'], 'dicom-uid': study['dicom-uid'] })).body.granted).toBe(
      true,
    );
    expect((await validate(link, other)).body).toEqual(refused);
    expect((await validate(link, { method: 'delete' })).body).toEqual(refused);
    await age({ revoked_at: knex.fn.now() });
    expect((await validate(link)).body).toEqual(refused);
  });

  it('grants a person what their grants cover', async () => {
    const grants = [{ permissions: ['view' as const, 'download' as const], labels: ['a'] }];
    const cookie = await service.signIn(await service.addPerson({ roles: [], grants }));
    const session = { 'token-key': 'cookie', 'token-value': cookie };
    expect((await validate(session, { labels: ['a', 'b'] })).body).toEqual(granted(60));
    expect((await validate(session, { labels: ['b'] })).body).toEqual(refused);
    expect((await validate(session)).body).toEqual(refused);
    const radiologist = await service.signIn(await service.addPerson({ roles: ['RADIOLOGIST'] }));
    expect((await validate({ ...session, 'token-value': radiologist })).body).toEqual(granted(60));
  });

  it.each<[string, object]>([
    ['nobody', {}],
    ['an empty token', { 'token-key': 'Authorization', 'token-value': '' }],
    ['a token that nobody made', { 'token-key': 'token', 'token-value': 'sgim_wrong' }],
    ['a link that nobody made', { 'token-key': 'token', 'token-value': 'sgiml_wrong' }],
    ['nobody, of Orthanc itself', { level: 'system', uri: '/changes', 'orthanc-id': undefined }],
  ])('refuses %s, and notes nothing', async (_name, more) => {
    const before = await service.stored();
    const answer = await validate({}, more);
    expect([answer.status, answer.body]).toEqual([200, refused]);
    expect(await service.stored()).toEqual(before);
  });

  it.each<[string, object]>([
    ['no level', { level: undefined }],
    ['no method', { method: undefined }],
    ['a level that nobody knows', { level: 'frame' }],
    ['labels that are no list', { labels: 'a' }],
    ['a number for a token', { 'token-key': 'token', 'token-value': 1 }],
  ])('refuses a question with %s', async (_name, more) => {
    const answer = await validate({}, more);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });
});

describe('whoever made a link', () => {
  const mintFor = (person: Person) => mint({ minter: person.id, resources: [study] });

  it('sees those that still open something, with their last use, and revokes them', async () => {
    const person = await service.addPerson();
    const cookie = await service.signIn(person);
    const list = async () => (await service.call('GET /sgim/api/links', { cookie })).body;
    const { body } = await mintFor(person);
    const id = body.request.id;
    expect(await list()).toEqual([
      {
        id,
        type: 'stone-viewer-publication',
        resources: [{ orthancId: study['orthanc-id'], dicomUid: study['dicom-uid'], level: 'study' }],
        createdAt: expect.any(String),
        expiresAt: body.request['expiration-date'],
        lastUsedAt: null,
      },
    ]);
    await profileOf(body.token);
    await expect.poll(async () => (await list())[0].lastUsedAt).not.toBeNull();
    expect((await service.call(`DELETE /sgim/api/links/${id}`, { cookie })).status).toBe(204);
    const event = await knex('audit_events').where({ actor_id: person.id, action: 'share' }).first();
    expect(event).toMatchObject({ route: 'DELETE /sgim/api/links/{id}', detail: `link ${id} revoked` });
    expect(await list()).toEqual([]);
    expect(await profileOf(body.token)).toMatchObject(nothing);
    const again = await service.call(`DELETE /sgim/api/links/${id}`, { cookie });
    expect([again.status, again.body.code]).toEqual([404, 'link.not-found']);
  });

  it.each<[string, (person: Person) => Promise<unknown>]>([
    ['is disabled', ({ id }) => knex('users').where({ id }).update({ disabled_at: knex.fn.now() })],
    ['is deleted', ({ id }) => knex('users').where({ id }).delete()],
    ['has lost the right to share', ({ id }) => knex('user_roles').where({ user_id: id }).delete()],
  ])('takes it along: who %s', async (_what, lose) => {
    const person = await service.addPerson();
    const { body } = await mintFor(person);
    expect(await profileOf(body.token)).toMatchObject({ grants: [{ permissions: ['view'] }] });
    await lose(person);
    expect(await profileOf(body.token)).toMatchObject(nothing);
    expect((await decode(body.token))['error-code']).toBe('invalid');
  });

  it('sees nothing of others, whose links look as if they did not exist', async () => {
    const { body } = await mintFor(await service.addPerson());
    await mint();
    const cookie = await service.signIn(await service.addPerson());
    expect((await service.call('GET /sgim/api/links', { cookie })).body).toEqual([]);
    const before = await service.stored();
    const theirs = await service.call(`DELETE /sgim/api/links/${body.request.id}`, { cookie });
    const none = await service.call('DELETE /sgim/api/links/00000000-0000-4000-8000-000000000000', {
      cookie,
    });
    expect([theirs.status, theirs.body]).toEqual([404, none.body]);
    expect(await service.stored()).toEqual(before);
  });
});

it('a link opens nothing of the application, whatever permission a route wants', async () => {
  const token = await mintSecret();
  expect((await service.call('GET /auth/session', { token })).body.user).toBeNull();
  for (const route of ['GET /sgim/api/links', 'GET /sgim/api/tokens']) {
    const answer = await service.call(route, { token });
    expect([answer.status, answer.body.code]).toEqual([403, 'permission.missing']);
  }
});
