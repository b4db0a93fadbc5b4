import { describe, expect, test } from 'vitest';
import { makeWebService } from '../ecosystem/web-service.ts';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeService } from '../service.ts';
import { makeGate } from './gate.ts';
import { makeOwners } from './owners.ts';
import { makeProfiles } from './profile.ts';
import { makeStudies } from './studies.ts';

const study = '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e';

/** A gate with more in the section `"Authorization"`; the token `ada` may view what is labelled `a`, as the study is. */
function open(authorization: object, isOwn = true) {
  const configuration = makeConfiguration(isOwn, authorization);
  const host = makeFakeHost(
    ({ body }) => {
      const isAda = JSON.parse(String(body))['token-value'] === 'ada';
      return answerJson(200, {
        name: '',
        permissions: isAda ? ['view', 'slides'] : [],
        'authorized-labels': isAda ? ['a'] : [],
        validity: 60,
        'user-id': isAda ? 'u' : null,
      });
    },
    ({ uri }) => (uri === `/studies/${study}/labels` ? answerJson(200, ['a']) : answerJson(404, {})),
  );
  const webService = makeWebService(host, makeService(host, configuration.service), configuration.service);
  const parts = {
    profiles: makeProfiles(host, webService),
    studies: makeStudies(host),
    owners: makeOwners(host),
    audit: { record: () => undefined, count: () => undefined },
  };
  const gate = makeGate(host, parts, configuration);
  const decide = (method: HttpMethod, path: string, headers: Record<string, string> = {}) => {
    const decision = gate({ method, path, ip: '', headers, query: [] });
    return typeof decision === 'object' ? JSON.parse(decision.context) : decision;
  };
  return { host, decide };
}
const ada = { token: 'ada' };

describe('what is not checked', () => {
  const { decide, host } = open({
    UncheckedResources: ['/system', '/studies'],
    UncheckedFolders: ['/app', '/auth/', '/sgim/', '/dicom-web/'],
    StandardConfigurations: ['stone-webviewer'],
    TokenHttpHeaders: ['token'],
  });
  test.each<[HttpMethod, string, boolean]>([
    ['GET', '/system', true],
    ['GET', '/system/', true],
    ['GET', '/stone-webviewer/index.html', true],
    ['GET', '/app/explorer.html', true],
    ['GET', '/application', false],
    ['POST', '/system', false],
    ['PUT', '/app/x', false],
    ['GET', '/app/../statistics', false],
    ['GET', '/app//x', false],
    ['GET', '/app/%2e%2e/statistics', false],
    ['GET', '/app\\..\\statistics', false],
    ['GET', '/statistics', false],
    ['GET', '/sgim/other', false],
  ])('%s %s: %s', (method, path, expected) => {
    expect(decide(method, path)).toBe(expected);
  });

  test('what our own routes cut, in front of Orthanc’s or behind DICOMweb, is whole', () => {
    const everybody = { userId: null, name: '', grants: [{ permissions: ['view'], labels: ['*'] }] };
    expect(decide('GET', '/studies')).toEqual(everybody);
    expect(decide('GET', '/dicom-web/studies/1.2/series')).toEqual(everybody);
  });

  test('nobody is asked about', () => {
    expect(host.sent).toEqual([]);
  });
});

describe('rows that need no permission', () => {
  const rows = {
    Permissions: [
      ['get', '^/system$', ''],
      ['post', '^/tools/lookup$', ''],
      ['get', '^/studies$', 'all|view'],
    ],
  };
  test('let everybody pass, as whoever they are', () => {
    const { decide, host } = open(rows);
    expect(decide('GET', '/system')).toBe(true);
    expect(decide('POST', '/tools/lookup')).toBe(true);
    expect(host.sent).toEqual([]);
    expect(decide('POST', '/tools/lookup', ada)).toMatchObject({ userId: 'u' });
    expect(decide('POST', '/tools/lookup', { token: '' })).toBe(true);
    expect(decide('GET', '/studies')).toBe(false);
  });
});

test('a table of the site takes the place of ours, with what ours knows of each route', () => {
  const { decide } = open({
    Permissions: [
      ['get', '^/studies/([a-f0-9-]+)$', 'slides'],
      ['get', '^/wsi/.*$', 'slides'],
      ['get', '^/statistics$', 'slides'],
    ],
  });
  expect(decide('GET', `/studies/${study}`, ada)).toMatchObject({ userId: 'u' });
  expect(decide('GET', `/studies/${study.replace('66', '77')}`, ada)).toBe(false);
  // Nobody knows what it is about: only for somebody who may see everything.
  expect(decide('GET', '/wsi/x', ada)).toBe(false);
  expect(decide('GET', '/statistics', ada)).toMatchObject({ userId: 'u' });
  expect(decide('GET', `/studies/${study}/series`, ada)).toBe(false);
  expect(decide('GET', '/system', ada)).toBe(false);
});

test('extra rows open what ours does not know', () => {
  const { decide } = open({ ExtraPermissions: [['get', '^/wsi/.*$', 'slides', 'any']] });
  expect(decide('GET', '/wsi/x', ada)).toMatchObject({ userId: 'u' });
  expect(decide('POST', '/wsi/x', ada)).toBe(false);
  expect(decide('GET', '/system', ada)).toMatchObject({ userId: 'u' });
});

test('a password that a browser keeps is refused from pages of other sites, and taken from programs', () => {
  const { decide } = open(
    { TokenHttpHeaders: ['Authorization'], Permissions: [['post', '^/tools/find$', '']] },
    false,
  );
  const basic = { authorization: 'Basic YTpi', host: 'images.example.org' };
  const isKnown = (headers: object) => decide('POST', '/tools/find', { ...basic, ...headers }) !== true;
  expect(isKnown({})).toBe(true);
  expect(isKnown({ 'sec-fetch-site': 'same-origin' })).toBe(true);
  expect(isKnown({ 'sec-fetch-site': 'cross-site' })).toBe(false);
  expect(isKnown({ origin: 'https://evil.test' })).toBe(false);
  expect(isKnown({ origin: 'https://images.example.org' })).toBe(true);
});
