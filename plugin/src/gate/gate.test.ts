import { describe, expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { makeWebService } from '../ecosystem/web-service.ts';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, type FakeHost, makeFakeHost } from '../fake-host.ts';
import { makeService } from '../service.ts';
import { makeGate } from './gate.ts';
import { makeOwners } from './owners.ts';
import { makeProfiles } from './profile.ts';
import { makeStudies } from './studies.ts';

const configuration = makeConfiguration(true);

/** Grants by token value. */
const people: Record<string, { permissions: string[]; labels: string[] }[]> = {
  'Bearer reader': [{ permissions: ['view'], labels: ['*'] }],
  'Bearer labelled': [{ permissions: ['view'], labels: ['site-a'] }],
  'Bearer editor': [{ permissions: ['edit-labels'], labels: ['*'] }],
  'Bearer nobody': [],
  session: [{ permissions: ['view', 'upload'], labels: ['*'] }],
};

const study = '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e';

function openWholeGate(host: FakeHost, deeds: Deed[] = []) {
  const service = makeService(host, configuration.service);
  const write = (deed: Deed) => void deeds.push(deed);
  const parts = {
    profiles: makeProfiles(host, makeWebService(host, service, configuration.service)),
    studies: makeStudies(host),
    owners: makeOwners(host),
    audit: { record: write, count: write },
  };
  return makeGate(host, parts, configuration);
}

function openGate(host: FakeHost, deeds?: Deed[]) {
  const gate = openWholeGate(host, deeds);
  return (request: FilteredRequest) => gate(request) !== false;
}

/** Two studies exist: that of `site-a`, and one without labels. */
const answerRest = ({ uri }: RestApiRequest): HttpClientResponse => {
  if (uri === `/studies/${study}/labels`) return answerJson(200, ['site-a', 'other']);
  if (uri === `/studies/${study.replace('66', '77')}/labels`) return answerJson(200, []);
  return answerJson(404, {});
};

function open() {
  const deeds: Deed[] = [];
  const host = makeFakeHost(({ body }) => {
    const grants = people[JSON.parse(body as string)['token-value']] ?? [];
    return answerJson(200, {
      name: '',
      permissions: [],
      'authorized-labels': [],
      validity: 60,
      'user-id': grants.length > 0 ? 'u' : null,
      groups: [],
      grants,
    });
  }, answerRest);
  const gate = openGate(host, deeds);
  const ask = (method: HttpMethod, path: string, headers: Record<string, string> = {}) =>
    gate({ method, path, ip: '127.0.0.1', headers, query: [] });
  return { host, ask, deeds };
}

const reader = { authorization: 'Bearer reader' };
const editor = { authorization: 'Bearer editor' };
const labelled = { authorization: 'Bearer labelled' };
const session = { cookie: 'sgim_session=session' };

describe('who passes', () => {
  test.each<[HttpMethod, string, Record<string, string>, boolean]>([
    ['GET', '/', {}, true],
    ['GET', '/sgim/app/', {}, true],
    ['GET', '/sgim/app/studies/1.2.3', {}, true],
    ['POST', '/auth/sign-in', {}, true],
    ['GET', '/sgim/api/tokens', {}, true],
    ['GET', '/favicon.ico', {}, true],
    ['GET', '/sgim/app/', { authorization: 'nonsense' }, true],
    ['POST', '/auth/sign-in', { 'content-length': '100' }, true],
    ['POST', '/auth/sign-in', { 'content-length': '2097152' }, true],
    ['POST', '/auth/sign-in', { 'content-length': '2097153' }, false],
    ['POST', '/auth/sign-in', { 'content-length': '+100' }, false],
    ['POST', '/auth/sign-in', { 'transfer-encoding': 'chunked' }, false],
    ['POST', '/sgim/app/', { 'content-length': '9999999999' }, false],
    [
      'POST',
      '/instances',
      { ...session, 'sec-fetch-site': 'same-origin', 'content-length': '9999999999' },
      true,
    ],
    ['GET', '/sgim', {}, false],
    ['GET', '/sgim/application', {}, false],
    ['GET', '/auth', {}, false],
    ['GET', '/sgim/app/../../system', {}, false],
    ['GET', '/system', {}, false],
    ['GET', '/studies', {}, false],
    ['GET', '/studies', reader, true],
    ['GET', '/studies/', reader, true],
    ['GET', '/studies//', reader, true],
    ['POST', '/instances', reader, false],
    ['POST', '/tools/execute-script', reader, false],
    ['GET', '/studies', labelled, true],
    ['GET', `/studies/${study}`, labelled, true],
    ['GET', `/studies/${study}/archive`, labelled, false],
    ['DELETE', `/studies/${study}`, labelled, false],
    ['GET', `/studies/${study.replace('66', '77')}`, labelled, false],
    ['GET', `/studies/${study.replace('66', '88')}`, labelled, false],
    ['GET', '/studies/abc', labelled, false],
    ['GET', `/studies/${study.replace('66', '88')}`, reader, true],
    ['GET', '/tools/metrics-prometheus', labelled, false],
    ['GET', '/studies', { authorization: 'Bearer nobody' }, false],
    ['GET', '/studies', { authorization: 'Bearer unheard-of' }, false],
    ['GET', '/studies', { ...session, authorization: 'Bearer nobody' }, false],
    ['GET', '/studies', session, true],
    ['POST', '/instances', session, false],
    ['POST', '/instances', { ...session, 'sec-fetch-site': 'same-origin' }, true],
    ['POST', '/instances', { ...session, origin: 'https://images.example.org' }, true],
    ['POST', '/instances', { ...session, 'sec-fetch-site': 'cross-site' }, false],
    ['POST', '/tools/find', { ...reader, 'sec-fetch-site': 'cross-site' }, true],
  ])('%s %s with %o: %s', (method, path, headers, passes) => {
    expect(open().ask(method, path, headers)).toBe(passes);
  });
});

test('what needs no profile asks for none', () => {
  const { host, ask } = open();
  ask('GET', '/sgim/app/', reader);
  ask('GET', '/studies');
  ask('GET', '/unknown', reader);
  ask('GET', '/studies', { authorization: 'Basic eA==' });
  ask('POST', '/instances', { ...session, 'sec-fetch-site': 'cross-site' });
  expect(host.sent).toEqual([]);
});

test('a refusal is logged once, without anything the client wrote', () => {
  const { host, ask } = open();
  for (const _ of [1, 2]) {
    ask('GET', '/DUPONT-JEAN', reader);
    ask('POST', '/instances/secret-id/modify', { authorization: 'Bearer hidden-token' });
  }
  expect(host.logged).toEqual([
    'Refused: no permission covers this GET route',
    'Refused: no permission covers this POST route',
  ]);
  ask('DELETE', '/instances/66c8e41e', { authorization: 'Bearer hidden-token' });
  ask('GET', '/studies', { token: 'bad token' });
  expect(host.logged.slice(2)).toEqual([
    'Refused: DELETE /instances needs all or delete on what it is about',
    'Refused: the credential is malformed',
  ]);
});

test('without the service nobody passes who is not known yet', () => {
  const host = makeFakeHost(() => {
    throw new Error('connection refused');
  });
  const gate = openGate(host);
  expect(gate({ method: 'GET', path: '/studies', ip: '', headers: reader, query: [] })).toBe(false);
  expect(gate({ method: 'GET', path: '/sgim/app/', ip: '', headers: reader, query: [] })).toBe(true);
  expect(host.logged).toEqual(['Refused: the auth service gives no answer']);
});

test('behind a proxy of the site the client is who it says', () => {
  const { host } = open();
  const deeds: Deed[] = [];
  const gate = openWholeGate(host, deeds);
  const headers = { ...reader, 'x-forwarded-for': '198.51.100.9, 203.0.113.5' };
  const ask = (ip: string) => gate({ method: 'GET', path: '/studies', ip, headers, query: [] });
  expect(ask('10.0.0.2')).toMatchObject({ address: '203.0.113.5' });
  expect(ask('192.0.2.1')).toMatchObject({ address: '192.0.2.1' });
  expect(deeds.map(({ address }) => address)).toEqual(['203.0.113.5', '192.0.2.1']);
});

test('whoever may see everything is known as that, and nobody else', () => {
  const { host } = open();
  const gate = openWholeGate(host);
  const ask = (headers: Record<string, string>) =>
    gate({ method: 'GET', path: '/system', ip: '', headers, query: [] });
  expect(ask(reader)).toMatchObject({ seesEverything: true });
  expect(ask(labelled)).toMatchObject({ seesEverything: false });
  const edit = {
    method: 'PUT' as const,
    path: `/studies/${study}/labels/x`,
    ip: '',
    headers: editor,
    query: [] as [],
  };
  expect(gate(edit)).toMatchObject({ seesEverything: false });
});

describe('what is written down', () => {
  test.each<[HttpMethod, string, Record<string, string>, object[]]>([
    ['GET', '/sgim/app/', {}, []],
    ['GET', '/system', reader, []],
    [
      'GET',
      `/studies/${study}`,
      reader,
      [{ action: 'view', outcome: 'success', study, route: 'GET /studies' }],
    ],
    ['GET', `/studies/${study}`, labelled, [{ action: 'view', outcome: 'success', study }]],
    ['GET', '/studies', reader, [{ action: 'find', outcome: 'success', study: null }]],
    ['POST', '/tools/find', reader, [{ action: 'find', outcome: 'success', study: null }]],
    ['POST', '/tools/find', labelled, []],
    ['PUT', `/studies/${study}/labels/x`, editor, [{ action: 'edit-labels', detail: '+x' }]],
    ['DELETE', `/studies/${study}`, reader, [{ action: 'delete', outcome: 'refused' }]],
    [
      'GET',
      '/studies',
      {},
      [{ actor: undefined, action: 'other', outcome: 'refused', route: 'GET /studies' }],
    ],
    ['GET', '/DUPONT', reader, [{ actor: undefined, action: 'other', outcome: 'refused', route: 'GET' }]],
    ['GET', '/studies/../x', {}, [{ actor: undefined, action: 'other', outcome: 'refused', route: 'GET' }]],
  ])('%s %s with %o', (method, path, headers, expected) => {
    const { ask, deeds } = open();
    ask(method, path, headers);
    expect(deeds).toMatchObject(expected);
  });
});
