import { afterEach, describe, expect, test, vi } from 'vitest';
import { answerJson } from '../fake-host.ts';
import {
  anonymous,
  decoded,
  type ForeignAnswers,
  id,
  no,
  openForeign,
  passes,
  share,
  yes,
} from './fake-foreign.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('a share of one study', () => {
  test.each<[HttpMethod, string, boolean]>([
    ['GET', `/studies/${id(2)}`, true],
    ['GET', `/studies/${id(2)}/series`, true],
    ['GET', `/series/${id(3)}`, true],
    ['GET', `/instances/${id(4)}/file`, true],
    ['GET', `/instances/${id(4)}/frames/0/raw`, true],
    ['GET', '/dicom-web/studies/1.2/series', true],
    ['GET', '/dicom-web/studies/1.2/series/1.3/metadata', true],
    ['GET', '/dicom-web/studies/1.2/series/1.3/instances/1.4/frames/1', true],
    ['GET', '/dicom-web/studies', true],
    ['GET', '/dicom-web/series', true],
    // Another study, of the same patient or not.
    ['GET', `/studies/${id(5)}`, false],
    ['GET', `/studies/${id(8)}`, false],
    ['GET', `/series/${id(6)}`, false],
    ['GET', '/dicom-web/studies/1.5/series', false],
    ['GET', '/dicom-web/studies/1.2/series/1.6/metadata', false],
    ['GET', `/studies/${id(9)}`, false],
    // A share is looked at, not kept.
    ['GET', `/studies/${id(2)}/archive`, false],
    ['GET', '/dicom-web/studies/1.2', false],
    // Nothing about the system.
    ['GET', '/system', false],
    ['GET', '/changes', false],
    ['GET', '/statistics', false],
    ['GET', '/studies', false],
    ['GET', '/tools/labels', false],
    ['GET', `/jobs/${id(2)}`, false],
    // Reading alone.
    ['POST', '/tools/find', false],
    ['POST', '/tools/lookup', false],
    ['DELETE', `/studies/${id(2)}`, false],
    ['PUT', `/studies/${id(2)}/labels/x`, false],
    ['POST', `/studies/${id(2)}/modify`, false],
    ['POST', '/instances', false],
  ])('%s %s: %s', (method, path, expected) => {
    expect(passes(openForeign({}).decide(method, path))).toBe(expected);
  });

  test('WADO-URI by its query', () => {
    const { decide } = openForeign({});
    const wado = (study: string, instance: string) =>
      passes(
        decide('GET', '/wado', { token: 'secret' }, [
          ['studyUID', study],
          ['seriesUID', '1.3'],
          ['objectUID', instance],
        ]),
      );
    expect(wado('1.2', '1.4')).toBe(true);
    expect(wado('1.5', '1.4')).toBe(false);
  });

  test('in the wake of the filter it is somebody with this study and nothing else', () => {
    const decision = openForeign({}).decide('GET', '/dicom-web/studies');
    expect(typeof decision === 'object' && JSON.parse(decision.context)).toMatchObject({
      userId: expect.stringMatching(/^link:/),
      grants: [{ permissions: ['view'], labels: [], studies: [id(2)] }],
      confirmed: false,
    });
  });

  test('by either of its identifiers, or by several', () => {
    for (const named of [{ 'dicom-uid': '1.2' }, { 'orthanc-id': id(2) }]) {
      const { decide } = openForeign({ decode: () => answerJson(200, decoded([named])) });
      expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(true);
      expect(passes(decide('GET', `/studies/${id(5)}`))).toBe(false);
    }
    const both = decoded([{ 'dicom-uid': '1.2' }, { 'orthanc-id': id(8) }]);
    const { decide } = openForeign({ decode: () => answerJson(200, both) });
    expect(passes(decide('GET', `/studies/${id(8)}`))).toBe(true);
  });

  test('downloads when that is what it is for', () => {
    const link = decoded([{ 'orthanc-id': id(2) }], { 'token-type': 'download-instant-link' });
    const { decide } = openForeign({ decode: () => answerJson(200, link) });
    expect(passes(decide('GET', `/studies/${id(2)}/archive`))).toBe(true);
    expect(passes(decide('GET', `/studies/${id(5)}/archive`))).toBe(false);
    expect(passes(decide('POST', `/studies/${id(2)}/archive`))).toBe(false);
  });
});

describe('what the service is asked to confirm', () => {
  const levels = (keys: object, path: string) => {
    const { decide, validated } = openForeign({}, keys);
    const decision = decide('GET', path);
    return passes(decision) ? validated() : 'refused';
  };
  test('every level from the patient down', () => {
    expect(levels({}, `/instances/${id(4)}/file`)).toEqual([
      'patient 1',
      'study 2',
      'series 3',
      'instance 4',
    ]);
    expect(levels({}, '/dicom-web/studies/1.2/series/1.3/metadata')).toEqual([
      'patient 1',
      'study 2',
      'series 3',
    ]);
    expect(levels({}, '/dicom-web/studies')).toEqual(['patient 1', 'study 2']);
  });
  test('or the one that is to be checked', () => {
    const studies = { CheckedLevel: 'studies' };
    expect(levels(studies, `/instances/${id(4)}/file`)).toEqual(['study 2']);
    expect(levels(studies, `/patients/${id(1)}`)).toBe('refused');
    expect(levels({ CheckedLevel: 'series' }, `/studies/${id(2)}`)).toBe('refused');
    expect(levels({ CheckedLevel: 'series' }, `/series/${id(3)}`)).toEqual(['series 3']);
  });
  test('or all but some', () => {
    const keys = { UncheckedLevels: ['patients', 'instances'] };
    expect(levels(keys, `/instances/${id(4)}/file`)).toEqual(['study 2', 'series 3']);
  });

  test('in the words of the contract, the token as a header, too', () => {
    const { decide, host } = openForeign({}, { CheckedLevel: 'studies', WebServiceIdentifier: 'paris' });
    decide('GET', `/studies/${id(2)}`);
    const question = host.sent.at(-1);
    expect(JSON.parse(String(question?.body))).toEqual({
      method: 'get',
      level: 'study',
      'orthanc-id': id(2),
      'dicom-uid': '1.2',
      labels: ['a'],
      'token-key': 'token',
      'token-value': 'secret',
      'server-id': 'paris',
    });
    expect(question?.headers).toContainEqual(['token', 'secret']);
  });

  test('but not in place of our own name and password', () => {
    const keys = { WebServiceUsername: 'a', WebServicePassword: 'b', TokenHttpHeaders: ['Authorization'] };
    const { decide, host } = openForeign({}, keys);
    expect(passes(decide('GET', `/studies/${id(2)}`, { authorization: 'Bearer secret' }))).toBe(true);
    const question = host.sent.at(-1);
    expect(JSON.parse(String(question?.body))).toMatchObject({
      'token-key': 'Authorization',
      'token-value': 'Bearer secret',
    });
    expect(question?.headers?.filter(([name]) => name.toLowerCase() === 'authorization')).toEqual([
      ['authorization', 'Basic YTpi'],
    ]);
  });

  test('a level that is not granted refuses', () => {
    const validate = ({ level }: Record<string, unknown>) => (level === 'series' ? no() : yes());
    const { decide } = openForeign({ validate });
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(true);
    expect(passes(decide('GET', `/series/${id(3)}`))).toBe(false);
    expect(passes(decide('GET', `/instances/${id(4)}/file`))).toBe(false);
  });

  test('a search waits for every study that it shows', () => {
    const both = decoded([{ 'orthanc-id': id(2) }, { 'orthanc-id': id(8) }]);
    const validate = (question: Record<string, unknown>) => (question['orthanc-id'] === id(8) ? no() : yes());
    const { decide } = openForeign({ decode: () => answerJson(200, both), validate });
    expect(passes(decide('GET', '/dicom-web/studies'))).toBe(false);
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(true);
  });
});

describe('how long answers hold', () => {
  const ttlOf = (validate: () => HttpClientResponse) => {
    const { decide, host } = openForeign({ validate }, { CheckedLevel: 'studies' });
    decide('GET', `/studies/${id(2)}`);
    return [...host.ttls].find(([key]) => key.includes(' GET study '))?.[1];
  };
  test('as long as the service says', () => {
    expect(ttlOf(() => answerJson(200, { granted: true, validity: 30 }))).toBe(30_000);
  });
  test('not at all where it says nothing', () => {
    expect(ttlOf(() => answerJson(200, { granted: true, validity: 0 }))).toBeUndefined();
    expect(ttlOf(() => answerJson(200, { granted: true }))).toBeUndefined();
  });
  test('a refusal for a moment', () => {
    expect(ttlOf(() => answerJson(200, { granted: false, validity: 3600 }))).toBe(5000);
    expect(ttlOf(() => answerJson(200, { granted: false, validity: 1 }))).toBe(1000);
  });

  test('one question each, however many images', () => {
    const { decide, host } = openForeign({}, { CheckedLevel: 'studies' });
    for (let image = 0; image < 10; image++) decide('GET', `/instances/${id(4)}/frames/${image}/raw`);
    expect(host.sent.map(({ url }) => url.replace(/.*:8043/, ''))).toEqual([
      '/user/get-profile',
      '/tokens/decode',
      '/tokens/validate',
    ]);
  });

  test('what is forgotten is asked again', () => {
    const { decide, host, profiles } = openForeign({}, { CheckedLevel: 'studies' });
    decide('GET', `/studies/${id(2)}`);
    profiles.forget({ key: 'token', value: 'secret' });
    decide('GET', `/studies/${id(2)}`);
    expect(host.sent).toHaveLength(6);
  });
});

describe('what opens nothing', () => {
  test.each<[string, ForeignAnswers]>([
    ['a token that has expired', { decode: () => answerJson(200, decoded([], { 'error-code': 'expired' })) }],
    [
      'an error beside resources',
      { decode: () => answerJson(200, decoded([{ 'orthanc-id': id(2) }], { 'error-code': 'invalid' })) },
    ],
    ['a token of nothing', { decode: () => answerJson(200, decoded([])) }],
    [
      'a token of another level',
      { decode: () => answerJson(200, decoded([{ 'orthanc-id': id(2), level: 'patient' }])) },
    ],
    [
      'a token without a level',
      { decode: () => answerJson(200, decoded([{ 'orthanc-id': id(2), level: null }])) },
    ],
    ['a token of nonsense', { decode: () => answerJson(200, decoded([{ 'orthanc-id': '../2' }])) }],
    ['a decoder that fails', { decode: () => answerJson(500, {}) }],
    ['a decoder that answers something else', { decode: () => answerJson(200, { resources: 'all' }) }],
    ['a validation that fails', { validate: () => answerJson(500, {}) }],
    ['a validation of another shape', { validate: () => answerJson(200, { granted: 'true', validity: 60 }) }],
    ['a negative validity', { validate: () => answerJson(200, { granted: true, validity: -1 }) }],
    ['a validation that is a list', { validate: () => answerJson(200, [true]) }],
    ['a service that fails', { profile: () => answerJson(503, {}) }],
  ])('%s', (_what, service) => {
    const { decide } = openForeign(service);
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(false);
    expect(passes(decide('GET', '/dicom-web/studies'))).toBe(false);
  });

  test('a service that does not know the token as a person’s may still know what it opens', () => {
    for (const status of [401, 403, 404])
      expect(
        passes(openForeign({ profile: () => answerJson(status, {}) }).decide('GET', `/studies/${id(2)}`)),
      ).toBe(true);
  });

  test('somebody with rights is no link, whatever their token decodes to', () => {
    const profile = () =>
      answerJson(200, { ...anonymous, permissions: ['upload'], 'authorized-labels': ['*'] });
    const { decide, host } = openForeign({ profile });
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(false);
    expect(passes(decide('POST', '/instances'))).toBe(true);
    expect(host.sent).toHaveLength(1);
  });

  test('without a decoder or a validation there are no links', () => {
    const keys = { WebServiceRootUrl: '', WebServiceUserProfileUrl: 'http://a:1/user/get-profile' };
    const { decide, host } = openForeign(
      {},
      { ...keys, WebServiceTokenDecoderUrl: 'http://a:1/tokens/decode' },
    );
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(false);
    expect(host.sent).toHaveLength(1);
  });
});

describe('nobody at all', () => {
  const path = `/studies/${id(2)}`;
  test('is what the service says they are, once', () => {
    const profile = () =>
      answerJson(200, { ...anonymous, permissions: ['view'], 'authorized-labels': ['a'] });
    const { decide, host } = openForeign({ profile });
    expect(passes(decide('GET', path, {}))).toBe(true);
    expect(passes(decide('GET', `/studies/${id(5)}`, {}))).toBe(true);
    expect(passes(decide('DELETE', path, {}))).toBe(false);
    expect(host.sent.map(({ body }) => body)).toEqual(['{"token-key":"","token-value":"","server-id":null}']);
  });

  test('and never a link', () => {
    const { decide, host } = openForeign({});
    expect(passes(decide('GET', path, {}))).toBe(false);
    expect(host.sent).toHaveLength(1);
  });
});

describe('a service that is slow', () => {
  /** Each answer takes this long, by the clock of the test; none comes after its time. */
  const slow = (waitMs: number) => {
    vi.useFakeTimers();
    const late = (answer: HttpClientResponse) => () => {
      vi.advanceTimersByTime(waitMs);
      return answer;
    };
    const opened = openForeign(
      { profile: late(answerJson(200, anonymous)), decode: late(share()), validate: late(yes()) },
      { CheckedLevel: 'studies' },
    );
    return opened;
  };

  test('is given 900 ms for all questions of one request together', () => {
    const { decide, host } = slow(400);
    decide('GET', `/studies/${id(2)}`);
    expect(host.sent.map(({ timeoutMs }) => timeoutMs)).toEqual([900, 500, 100]);
  });

  test('is not asked when there is no time left, and the next request goes on from there', () => {
    const { decide, host } = slow(500);
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(false);
    expect(host.sent).toHaveLength(2);
    expect(passes(decide('GET', `/studies/${id(2)}`))).toBe(true);
    expect(host.sent).toHaveLength(3);
  });

  test('that hangs is left in peace for a moment', () => {
    vi.useFakeTimers();
    const hang = () => {
      vi.advanceTimersByTime(900);
      throw new Error('no answer');
    };
    const { decide, host } = openForeign({ profile: hang });
    for (const token of ['a', 'b', 'c'])
      expect(passes(decide('GET', `/studies/${id(2)}`, { token }))).toBe(false);
    expect(host.sent).toHaveLength(1);
  });
});
