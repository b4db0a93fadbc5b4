import { describe, expect, test } from 'vitest';
import { makeWebService } from '../ecosystem/web-service.ts';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, type FakeHost, makeFakeHost, utf8 } from '../fake-host.ts';
import { makeService, ServiceUnavailable } from '../service.ts';
import { makeProfiles } from './profile.ts';

const identifier = { WebServiceIdentifier: 'paris' };
const { service } = makeConfiguration(true, identifier);
const { service: foreign } = makeConfiguration(false, identifier);
const answer = {
  name: 'Ada',
  permissions: ['view'],
  'authorized-labels': ['*'],
  validity: 60,
  'user-id': 'u1',
  groups: [],
  grants: [{ permissions: ['view'], labels: ['*'] }],
};
const openAll = (host: FakeHost, settings = service) =>
  makeProfiles(host, makeWebService(host, makeService(host, settings), settings));
const open = (host: FakeHost, settings = service) => openAll(host, settings).find;
const credential = { key: 'authorization', value: 'Bearer abc' } as const;
const profileOf = (body: unknown, settings = service) =>
  open(
    makeFakeHost(() => answerJson(200, body)),
    settings,
  )(credential).profile;

describe('the answer of the service', () => {
  test('gives the grants, as a list', () => {
    expect(profileOf(answer)).toEqual({ userId: 'u1', name: 'Ada', grants: answer.grants });
  });

  test('of another service gives its permissions on its labels', () => {
    const { grants: _, 'user-id': __, ...theirs } = answer;
    expect(profileOf({ ...theirs, 'authorized-labels': ['a'] }, foreign)).toEqual({
      userId: null,
      name: 'Ada',
      grants: [{ permissions: ['view'], labels: ['a'] }],
    });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', [answer]],
    ['no name', { ...answer, name: undefined }],
    ['permissions as a text', { ...answer, permissions: 'view' }],
    ['a permission that is no text', { ...answer, permissions: [1] }],
    ['no labels', { ...answer, 'authorized-labels': undefined }],
    ['a validity that is no integer', { ...answer, validity: 60.5 }],
    ['a validity as a text', { ...answer, validity: '60' }],
    ['a negative validity', { ...answer, validity: -1 }],
    ['a user id that is a number', { ...answer, 'user-id': 1 }],
    ['grants that are no list', { ...answer, grants: {} }],
    ['a grant without labels', { ...answer, grants: [{ permissions: ['view'] }] }],
    ['a grant with a label that is no text', { ...answer, grants: [{ permissions: [], labels: [null] }] }],
  ])('is refused whole: %s', (_what, body) => {
    expect(() => profileOf(body)).toThrow(ServiceUnavailable);
  });

  test('is refused when it is not JSON', () => {
    const html = { ...answerJson(200, {}), body: utf8.encode('<html>') };
    expect(() => open(makeFakeHost(() => html))(credential)).toThrow(ServiceUnavailable);
  });
});

describe('asking for a profile', () => {
  test('sends the credential in the terms of the contract, once', () => {
    const host = makeFakeHost(() => answerJson(200, answer));
    const profileOf = open(host);
    const first = profileOf(credential);
    expect(profileOf(credential)).toEqual(first);
    expect(host.sent).toHaveLength(1);
    expect(host.sent[0]).toMatchObject({
      method: 'POST',
      url: 'http://127.0.0.1:8043/user/get-profile',
      body: '{"token-key":"authorization","token-value":"Bearer abc","server-id":"paris"}',
    });
    expect(host.sent[0]?.timeoutMs).toBeLessThanOrEqual(1000);
    expect(Object.fromEntries(host.sent[0]?.headers ?? [])).toMatchObject({
      authorization: 'Basic c2dpbTpkb29y',
    });
  });

  test('keeps each credential apart, and none of them in clear', () => {
    const host = makeFakeHost((request) => answerJson(200, { ...answer, 'user-id': request.body as string }));
    const sha256 = (text: string) => text.replaceAll(/\w/g, (letter) => `${letter.charCodeAt(0)}.`);
    const profileOf = open({ ...host, crypto: { ...host.crypto, sha256 } });
    const ids = (['token', 'api-key', 'cookie'] as const).map(
      (key) => profileOf({ key, value: 'abc' }).profile.userId,
    );
    expect(new Set(ids).size).toBe(3);
    expect([...host.ttls.keys()].filter((key) => key.includes('abc'))).toEqual([]);
  });

  test('keeps a profile as long as it is valid, and an unknown credential for a moment', () => {
    const host = makeFakeHost((request) =>
      answerJson(
        200,
        (request.body as string).includes('bad') ? { ...answer, 'user-id': null, grants: [] } : answer,
      ),
    );
    const profileOf = open(host);
    profileOf(credential);
    profileOf({ key: 'token', value: 'bad' });
    expect([...host.ttls.values()]).toEqual([60_000, 10_000]);
  });

  test('does not keep what has no validity', () => {
    const host = makeFakeHost(() => answerJson(200, { ...answer, validity: 0 }));
    const profileOf = open(host);
    profileOf(credential);
    profileOf(credential);
    expect(host.sent).toHaveLength(2);
  });

  test('asks again for what was forgotten, and only for that', () => {
    const host = makeFakeHost(() => answerJson(200, answer));
    const profiles = openAll(host);
    const other = { key: 'token', value: 'other' } as const;
    const askForBoth = () => [credential, other].map((one) => profiles.find(one));
    askForBoth();
    profiles.forget(credential);
    askForBoth();
    expect(host.sent).toHaveLength(3);
    profiles.forgetUser('somebody else');
    askForBoth();
    expect(host.sent).toHaveLength(3);
    profiles.forgetUser('u1');
    askForBoth();
    expect(host.sent).toHaveLength(5);
    profiles.forgetAll();
    askForBoth();
    expect(host.sent).toHaveLength(7);
  });

  test('fails without an answer, and asks again the next time', () => {
    let isAway = true;
    const host = makeFakeHost(() => {
      if (isAway) throw new Error('connection refused');
      return answerJson(200, answer);
    });
    const profileOf = open(host);
    expect(() => profileOf(credential)).toThrow(ServiceUnavailable);
    isAway = false;
    expect(profileOf(credential).profile.userId).toBe('u1');
  });

  test.each([401, 403, 500])('a %d is no profile, but speaks for nobody else', (status) => {
    const host = makeFakeHost(() => answerJson(status, answer));
    const profileOf = open(host);
    expect(() => profileOf(credential)).toThrow(ServiceUnavailable);
    expect(() => profileOf({ key: 'token', value: 'other' })).toThrow(ServiceUnavailable);
    expect(host.sent).toHaveLength(2);
  });
});

describe('a foreign service', () => {
  test('is told no name and password where none are configured', () => {
    const host = makeFakeHost(() => answerJson(200, answer));
    open(host, foreign)(credential);
    expect(host.sent[0]?.headers?.map(([name]) => name)).toEqual(['content-type', 'accept']);
  });

  test.each([401, 403, 404, 422])('that answers %d knows nobody of this credential', (status) => {
    const host = makeFakeHost(() => answerJson(status, {}));
    expect(open(host, foreign)(credential).profile).toEqual({ userId: null, name: '', grants: [] });
    expect([...host.ttls.values()]).toEqual([10_000]);
  });

  test('that fails is no answer', () => {
    expect(() =>
      open(
        makeFakeHost(() => answerJson(500, {})),
        foreign,
      )(credential),
    ).toThrow(ServiceUnavailable);
  });

  test('may have people without a number, for as long as it says, a day at most', () => {
    const host = makeFakeHost(({ body }) => {
      const validity = (body as string).includes('long') ? 1e9 : 300;
      return answerJson(200, { ...answer, 'user-id': undefined, grants: undefined, validity });
    });
    open(host, foreign)(credential);
    open(host, foreign)({ key: 'token', value: 'long' });
    expect([...host.ttls.values()]).toEqual([300_000, 24 * 3600 * 1000]);
  });

  test('has nobody behind no credential until it says so', () => {
    const host = makeFakeHost(() => answerJson(200, answer));
    open(host, foreign)({ key: '', value: '' });
    expect(host.sent[0]?.body).toBe('{"token-key":"","token-value":"","server-id":"paris"}');
  });
});

test('what is asked after a request has waited long enough is not asked', () => {
  const host = makeFakeHost(() => answerJson(200, answer));
  expect(() => open(host)(credential, Date.now())).toThrow('takes too long');
  expect(host.sent).toEqual([]);
});
