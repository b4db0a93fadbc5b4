import { describe, expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import { inA, inB, missing, openEcosystem, twin } from './fake-ecosystem.ts';

const made = () => answerJson(200, { token: 'secret', url: null, request: {} });
const share = [{ permissions: ['share'], labels: ['a'] }];
const study = (keys: object) => ({ Resources: [{ Level: 'study', ...keys }] });
const shareOf = '/auth/tokens/stone-viewer-publication';

describe('what the service is asked', () => {
  test('both identifiers of the study, and who makes the link', () => {
    const { call, asked, deeds } = openEcosystem({ grants: share, answer: made });
    const body = {
      ...study({ OrthancId: inA }),
      ID: 'mine',
      ExpirationDate: '2027-01-01T00:00:00Z',
      ValidityDuration: 60,
      Type: 'download-instant-link',
      Username: 'somebody else',
    };
    const { status, body: answer } = call('PUT', shareOf, body);
    expect([status, answer]).toEqual([200, { Token: 'secret', Url: null }]);
    expect(asked()).toEqual([
      [
        'PUT',
        'http://127.0.0.1:8043/tokens/stone-viewer-publication',
        {
          id: 'mine',
          resources: [{ 'dicom-uid': '1.1', 'orthanc-id': inA, level: 'study' }],
          type: 'stone-viewer-publication',
          'expiration-date': '2027-01-01T00:00:00Z',
          'validity-duration': 60,
          'server-id': null,
          minter: 'u',
        },
      ],
    ]);
    expect(deeds).toMatchObject([
      {
        action: 'share',
        outcome: 'success',
        study: inA,
        address: '192.0.2.1',
        detail: 'stone-viewer-publication',
      },
    ]);
  });

  test('nothing that was not asked for', () => {
    const { call, asked } = openEcosystem({ grants: share, answer: made, isOwn: false });
    const nothing = { ID: '', ExpirationDate: null, ValidityDuration: 0 };
    expect(call('PUT', shareOf, { ...nothing, ...study({ DicomUid: '1.1', OrthancId: '' }) }).status).toBe(
      200,
    );
    expect(asked()[0]?.[2]).toEqual({
      resources: [{ 'dicom-uid': '1.1', 'orthanc-id': inA, level: 'study' }],
      type: 'stone-viewer-publication',
      'server-id': null,
    });
  });

  test('an address that the service gives is handed on', () => {
    const answer = () => answerJson(200, { token: 't', url: 'https://share.example.org/?t=t' });
    const { call } = openEcosystem({ grants: share, answer });
    expect(call('PUT', shareOf, study({ OrthancId: inA })).body.Url).toBe('https://share.example.org/?t=t');
  });
});

describe('who may make a link', () => {
  const labelled = (permissions: string[], labels: string[]) => [{ permissions, labels }];
  test.each<[string, string[], string[], number]>([
    ['stone-viewer-publication', ['share'], ['a'], 200],
    ['anything-new-publication', ['share'], ['*'], 200],
    ['ohif-viewer-publication', ['all'], ['a'], 200],
    ['stone-viewer-publication', ['view', 'download'], ['*'], 403],
    ['viewer-instant-link', ['view'], ['a'], 200],
    ['meddream-instant-link', ['view'], ['a'], 200],
    ['viewer-instant-link', ['share', 'download'], ['a'], 403],
    ['download-instant-link', ['download'], ['a'], 200],
    ['download-instant-link', ['view'], ['a'], 403],
    ['stone-viewer-publication', ['share'], ['b'], 404],
    ['viewer-instant-link', ['admin-permissions'], ['*'], 403],
    ['inbox-link', ['all'], ['*'], 400],
    ['publication', ['all'], ['*'], 400],
  ])('%s with %j on %j: %i', (type, permissions, labels, status) => {
    const { call, asked, deeds } = openEcosystem({ grants: labelled(permissions, labels), answer: made });
    expect(call('PUT', `/auth/tokens/${type}`, study({ OrthancId: inA })).status).toBe(status);
    expect(asked()).toHaveLength(status === 200 ? 1 : 0);
    if (status !== 400) expect(deeds).toMatchObject([{ outcome: status === 200 ? 'success' : 'refused' }]);
  });

  test('on every study that is named, permissions and labels not mixed', () => {
    const grants = [
      { permissions: ['share'], labels: ['a'] },
      { permissions: ['view'], labels: ['b'] },
    ];
    const { call, asked } = openEcosystem({ grants, answer: made });
    const both = { Resources: [inA, inB].map((OrthancId) => ({ OrthancId, Level: 'study' })) };
    expect(call('PUT', shareOf, both).status).toBe(404);
    expect(call('PUT', '/auth/tokens/viewer-instant-link', both).status).toBe(404);
    expect(asked()).toEqual([]);
  });

  test('what does not exist looks like what is outside', () => {
    const { call } = openEcosystem({ grants: share, answer: made });
    const outside = call('PUT', shareOf, study({ OrthancId: inB }));
    expect(call('PUT', shareOf, study({ OrthancId: missing }))).toEqual(outside);
    expect(call('PUT', shareOf, study({ DicomUid: '1.9' }))).toEqual(outside);
  });

  test('identifiers that disagree name nothing', () => {
    const { call, asked } = openEcosystem({
      grants: [{ permissions: ['share'], labels: ['*'] }],
      answer: made,
    });
    expect(call('PUT', shareOf, study({ OrthancId: inA, DicomUid: '1.2' })).status).toBe(404);
    expect(asked()).toEqual([]);
  });

  test('a study of another patient with the same UID would be opened with it', () => {
    const studies = [inA, twin];
    const { call } = openEcosystem({ grants: share, answer: made, studies });
    for (const keys of [{ DicomUid: '1.1' }, { OrthancId: inA }])
      expect(call('PUT', shareOf, study(keys)).status).toBe(404);
    const everything = openEcosystem({
      grants: [{ permissions: ['share'], labels: ['a', 'b'] }],
      answer: made,
      studies,
    });
    everything.call('PUT', shareOf, study({ DicomUid: '1.1' }));
    everything.call('PUT', shareOf, study({ OrthancId: twin }));
    expect(
      everything
        .asked()
        .map(([, , body]) => body.resources.map((one: Record<string, string>) => one['orthanc-id'])),
    ).toEqual([[inA, twin], [twin]]);
  });

  test.each([
    [
      'the id of a link',
      { userId: 'link:1', grants: [{ permissions: ['view'], labels: [], studies: [inA] }] },
    ],
    [
      'a link that holds more',
      { userId: 'link:1', grants: [{ permissions: ['view', 'share'], labels: ['*'] }] },
    ],
  ])('nobody with %s', (_what, person) => {
    const { call, asked } = openEcosystem({ ...person, answer: made });
    expect(call('PUT', '/auth/tokens/viewer-instant-link', study({ OrthancId: inA })).status).toBe(403);
    expect(asked()).toEqual([]);
  });

  test.each<[string, Record<string, string>, number]>([
    ['nobody', {}, 401],
    ['a token that is unknown', { token: 'other' }, 401],
    ['a token that is malformed', { token: '' }, 401],
    ['a cookie from our pages', { cookie: 'sgim_session=ada', 'sec-fetch-site': 'same-origin' }, 200],
    ['a cookie from another site', { cookie: 'sgim_session=ada', 'sec-fetch-site': 'cross-site' }, 403],
    ['a cookie from who knows where', { cookie: 'sgim_session=ada' }, 403],
  ])('%s', (_what, headers, status) => {
    const { call } = openEcosystem({ grants: share, answer: made });
    expect(call('PUT', shareOf, study({ OrthancId: inA }), headers).status).toBe(status);
  });
});

describe('a request that is not valid', () => {
  test.each<[string, unknown]>([
    ['no body', undefined],
    ['no object', []],
    ['no resources', { Resources: [] }],
    ['resources that are no list', { Resources: {} }],
    ['a resource that is none', { Resources: [null] }],
    ['another level', study({ OrthancId: inA, Level: 'series' })],
    ['no level', { Resources: [{ OrthancId: inA }] }],
    ['no identifier', study({ OrthancId: '', DicomUid: null })],
    ['an identifier of another shape', study({ OrthancId: '../system' })],
    ['a UID of another shape', study({ DicomUid: '1.2\\1.3' })],
    ['an identifier of another type', study({ OrthancId: 1 })],
    ['an end that is no date', { ...study({ OrthancId: inA }), ExpirationDate: 'soon' }],
    ['a duration that is a text', { ...study({ OrthancId: inA }), ValidityDuration: '60' }],
    ['a negative duration', { ...study({ OrthancId: inA }), ValidityDuration: -1 }],
    ['too many', { Resources: Array(101).fill({ OrthancId: inA, Level: 'study' }) }],
  ])('%s', (_what, body) => {
    const { call, asked } = openEcosystem({ grants: share, answer: made });
    expect(call('PUT', shareOf, body).status).toBe(400);
    expect(asked()).toEqual([]);
  });

  test('is one that the service refuses', () => {
    const { call, deeds } = openEcosystem({ grants: share, answer: () => answerJson(422, {}) });
    expect(call('PUT', shareOf, study({ OrthancId: inA })).status).toBe(400);
    expect(deeds).toEqual([]);
  });

  test('another method has no route', () => {
    const { call } = openEcosystem({ grants: share });
    for (const method of ['GET', 'POST', 'DELETE'] as const) expect(call(method, shareOf).status).toBe(404);
  });
});

test.each<[string, () => HttpClientResponse]>([
  [
    'is away',
    () => {
      throw new Error('refused');
    },
  ],
  ['does not know us', () => answerJson(403, {})],
  ['fails', () => answerJson(500, {})],
  ['gives no token', () => answerJson(200, { url: null })],
])('a service that %s is a problem at once, and nothing was shared', (_what, answer) => {
  const { call, deeds } = openEcosystem({ grants: share, answer });
  const { status, headers, body } = call('PUT', shareOf, study({ OrthancId: inA }));
  expect([status, body.code]).toEqual([503, 'service.unavailable']);
  expect(headers).toContainEqual(['Retry-After', '1']);
  expect(deeds).toEqual([]);
});
