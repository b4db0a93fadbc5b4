import { describe, expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import { openEcosystem } from './fake-ecosystem.ts';

const administrator = [{ permissions: ['admin-permissions'], labels: ['*'] }];
const roles = { ADMIN: { 'authorized-labels': ['*'], permissions: ['admin-permissions'] } };
const path = '/auth/settings/roles';

describe('roles', () => {
  test('are read with the labels that studies carry', () => {
    const answer = () => answerJson(200, { roles, 'available-labels': ['z', 'a'] });
    const { call } = openEcosystem({ grants: administrator, answer });
    expect(call('GET', path)).toMatchObject({
      status: 200,
      body: { roles, 'available-labels': ['a', 'b', 'z'] },
    });
  });

  test('are written as they are, and what everybody may do is asked again', () => {
    const { call, asked, deeds, host } = openEcosystem({
      grants: administrator,
      answer: () => answerJson(200, null),
    });
    const wish = { roles, 'available-labels': ['a'] };
    expect(call('PUT', path, wish)).toMatchObject({ status: 200, body: null });
    expect(asked()).toEqual([
      ['PUT', 'http://127.0.0.1:8043/settings/roles', { ...wish, 'server-id': null }],
    ]);
    expect(deeds).toMatchObject([{ action: 'settings', outcome: 'success', study: null }]);
    const before = host.sent.length;
    call('GET', '/auth/settings/permissions');
    expect(host.sent).toHaveLength(before + 1);
  });

  test('that the service refuses come with its reason, and nothing has changed', () => {
    const problem = { code: 'role.held', message: 'A role that somebody has cannot be deleted.' };
    const { call, deeds, host } = openEcosystem({
      grants: administrator,
      answer: () => answerJson(409, problem),
    });
    expect(call('PUT', path, { roles })).toMatchObject({ status: 409, body: problem });
    expect(deeds).toMatchObject([{ outcome: 'failed' }]);
    const before = host.sent.length;
    call('GET', '/auth/settings/permissions');
    expect(host.sent).toHaveLength(before);
  });

  test.each<[string, unknown]>([
    ['no body', undefined],
    ['a list', []],
    ['no roles', { roles: null }],
  ])('%s is not valid', (_what, body) => {
    const { call, asked } = openEcosystem({ grants: administrator });
    expect(call('PUT', path, body).status).toBe(400);
    expect(asked()).toEqual([]);
  });

  test.each<[string, { permissions: string[]; labels: string[] }[]]>([
    ['every other permission', [{ permissions: ['all', 'users-manage', 'settings'], labels: ['*'] }]],
    ['the right on some studies', [{ permissions: ['admin-permissions'], labels: ['a'] }]],
    ['nothing', []],
  ])('are not for somebody with %s', (_what, grants) => {
    const { call, asked } = openEcosystem({ grants });
    expect(call('GET', path).status).toBe(403);
    expect(call('PUT', path, { roles }).status).toBe(403);
    expect(call('GET', '/auth/settings/permissions').status).toBe(403);
    expect(asked()).toEqual([]);
  });

  test('nor for nobody, nor for a page of another site', () => {
    const { call } = openEcosystem({ grants: administrator });
    expect(call('GET', path, undefined, {}).status).toBe(401);
    const foreignPage = { cookie: 'sgim_session=ada', 'sec-fetch-site': 'cross-site' };
    expect(call('PUT', path, { roles }, foreignPage)).toMatchObject({
      status: 403,
      body: { code: 'request.cross-site' },
    });
  });

  test('without the service there is a problem at once', () => {
    const answer = () => {
      throw new Error('refused');
    };
    const { call } = openEcosystem({ grants: administrator, answer });
    expect(call('GET', path).status).toBe(503);
    expect(call('PUT', path, { roles }).status).toBe(503);
  });
});

describe('permissions', () => {
  test('are every word that a role may have, sorted', () => {
    const { call } = openEcosystem({ grants: administrator });
    const { body } = call('GET', '/auth/settings/permissions');
    expect(body).toEqual([...body].sort());
    expect(body).toEqual(expect.arrayContaining(['admin-permissions', 'all', 'share', 'view']));
  });

  test('those of the site among them', () => {
    const rows = { ExtraPermissions: [['get', '^/wsi/.*$', 'all|see-slides']] };
    const { call } = openEcosystem({ grants: administrator, authorization: rows });
    expect(call('GET', '/auth/settings/permissions').body).toContain('see-slides');
  });
});

describe('the audit trail', () => {
  const auditor = [{ permissions: ['audit-logs'], labels: ['*'] }];
  const event = {
    sequence: '1',
    id: 'x',
    at: '2026-11-27T10:00:00.000Z',
    serverId: null,
    actor: { kind: 'user', id: 'u', name: 'Ada' },
    action: 'view',
    outcome: 'success',
    address: '192.0.2.1',
    route: 'GET /studies',
    study: 's',
    studyUid: '1.1',
    patientId: 'P',
    detail: null,
    count: 3,
  };
  const answer = () => answerJson(200, { events: [event], next: null });

  test('in the form of the ecosystem', () => {
    const { call, asked } = openEcosystem({ grants: auditor, answer });
    expect(call('GET', '/auth/audit-logs').body).toEqual([
      {
        Timestamp: '2026-11-27T10:00:00.000Z',
        UserId: 'u',
        UserName: 'Ada',
        ResourceId: 's',
        Action: 'view',
        LogData: {
          Outcome: 'success',
          UserKind: 'user',
          Address: '192.0.2.1',
          Route: 'GET /studies',
          StudyInstanceUID: '1.1',
          PatientID: 'P',
          Detail: null,
          Count: 3,
        },
      },
    ]);
    expect(asked()).toEqual([['POST', 'http://127.0.0.1:8043/internal/audit-logs/read', { limit: 1000 }]]);
  });

  test('of one person about one resource', () => {
    const { call, asked } = openEcosystem({ grants: auditor, answer });
    const query: [string, string][] = [
      ['user-id', 'service%3A1'],
      ['resource-id', 'gone'],
      ['limit', '5'],
      ['token', 'ada'],
    ];
    expect(call('GET', '/auth/audit-logs', undefined, {}, query).status).toBe(200);
    expect(asked()[0]?.[2]).toEqual({ actor: 'service:1', study: 'gone', limit: 5 });
  });

  test.each<[string, [string, string][]]>([
    ['a filter that is not known', [['action', 'view']]],
    [
      'a filter twice',
      [
        ['user-id', 'a'],
        ['user-id', 'b'],
      ],
    ],
    ['a limit that is none', [['limit', '0']]],
  ])('not with %s', (_what, query) => {
    const { call, asked } = openEcosystem({ grants: auditor, answer });
    expect(call('GET', '/auth/audit-logs', undefined, { token: 'ada' }, query).status).toBe(400);
    expect(asked()).toEqual([]);
  });

  test('only for those who may read it', () => {
    const { call } = openEcosystem({ grants: [{ permissions: ['view'], labels: ['*'] }], answer });
    expect(call('GET', '/auth/audit-logs').status).toBe(403);
    expect(call('GET', '/auth/audit-logs', undefined, {}).status).toBe(401);
  });

  test('a foreign service has none', () => {
    const { call, asked } = openEcosystem({ isOwn: false, grants: auditor, answer });
    expect(call('GET', '/auth/audit-logs').status).toBe(404);
    expect(asked()).toEqual([]);
  });
});
