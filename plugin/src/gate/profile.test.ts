import { describe, expect, test } from 'vitest';
import { answerJson, type FakeHost, makeFakeHost } from '../fake-host.ts';
import { makeService, ServiceUnavailable } from '../service.ts';
import { makeProfiles, readProfile } from './profile.ts';

const service = {
  url: 'http://127.0.0.1:8043',
  authorization: 'Basic eA==',
  doorSecret: 'x',
  serverId: 'paris',
};
const answer = {
  name: 'Ada',
  permissions: ['view'],
  'authorized-labels': ['*'],
  validity: 60,
  'user-id': 'u1',
  groups: [],
  grants: [{ permissions: ['view'], labels: ['*'] }],
};
const open = (host: FakeHost) => makeProfiles(host, makeService(host, service), service).find;
const credential = { key: 'authorization', value: 'Bearer abc' } as const;

describe('the answer of the service', () => {
  test('gives the grants, as a list', () => {
    expect(readProfile(JSON.stringify(answer))).toEqual({
      profile: { userId: 'u1', name: 'Ada', grants: answer.grants },
      validitySeconds: 60,
    });
  });

  test('of another service gives its permissions on its labels', () => {
    const { grants: _, 'user-id': __, ...theirs } = answer;
    expect(readProfile(JSON.stringify({ ...theirs, 'authorized-labels': ['a'] })).profile).toEqual({
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
    ['a validity of years', { ...answer, validity: 1e9 }],
    ['a user id that is a number', { ...answer, 'user-id': 1 }],
    ['grants that are no list', { ...answer, grants: {} }],
    ['a grant without labels', { ...answer, grants: [{ permissions: ['view'] }] }],
    ['a grant with a label that is no text', { ...answer, grants: [{ permissions: [], labels: [null] }] }],
  ])('is refused whole: %s', (_what, body) => {
    expect(() => readProfile(JSON.stringify(body))).toThrow(ServiceUnavailable);
  });

  test('is refused when it is not JSON', () => {
    expect(() => readProfile('<html>')).toThrow(ServiceUnavailable);
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
    expect(Object.fromEntries(host.sent[0]?.headers ?? [])).toMatchObject({ authorization: 'Basic eA==' });
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
      answerJson(200, (request.body as string).includes('bad') ? { ...answer, 'user-id': null } : answer),
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
    const profiles = makeProfiles(host, makeService(host, service), service);
    const other = { key: 'token', value: 'other' } as const;
    const askForBoth = () => [credential, other].map(profiles.find);
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
