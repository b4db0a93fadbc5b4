import { describe, expect, test } from 'vitest';
import { answerJson, makeFakeHost, utf8 } from '../fake-host.ts';
import { makeModality } from './modalities.ts';

const everything = { everything: true, labels: [], studies: [] };
const limited = { everything: false, labels: ['site-a'], studies: [] };

function open() {
  const host = makeFakeHost(
    () => answerJson(500, {}),
    ({ uri }) =>
      uri === '/modalities?expand'
        ? answerJson(200, { ct1: { AET: 'CT1' }, pacs: { AET: 'PACS ' } })
        : answerJson(200, ''),
  );
  const modality = makeModality(
    { host },
    { find: (aet) => ({ labels: [], scope: aet === 'LIMITED' ? limited : everything }) },
  );
  const put = (name: string, body: string, method: HttpMethod = 'PUT') =>
    modality({
      method,
      path: `/modalities/${name}`,
      ip: '',
      headers: {},
      query: [],
      groups: [],
      context: '{}',
      body: utf8.encode(body),
    }).status;
  const sent = () =>
    host.asked.filter(({ method }) => method !== 'GET').map(({ body }) => utf8.decode(body as ArrayBuffer));
  return { put, sent };
}

describe('registering a modality', () => {
  test.each<[name: string, body: string, status: number]>([
    ['mr1', '{"AET":"MR1","Host":"10.0.0.1","Port":104}', 200],
    ['mr1', '["MR1","10.0.0.1",104]', 200],
    ['ct1', '{"AET":"CT1","Host":"10.0.0.2","Port":104}', 200],
    ['ct2', '{"AET":"CT1","Host":"10.0.0.2","Port":104}', 409],
    ['ct2', '{"AET":"ct1 "}', 409],
    ['ct2', '["pacs","10.0.0.1",104]', 409],
    ['new', '{"AET":"LIMITED"}', 409],
    ['new', '{"AET":"LIMITED","AllowGet":true}', 409],
    ['new', '{"AET":"LIMITED","AllowGet":false}', 200],
    ['new', '["LIMITED","10.0.0.1",104]', 409],
    ['new', '{"AET":5}', 400],
    ['new', '[]', 400],
    ['new', 'null', 400],
    ['new', '{', 400],
  ])('%s as %s: %i', (name, body, status) => {
    const { put, sent } = open();
    expect(put(name, body)).toBe(status);
    expect(sent()).toHaveLength(status === 200 ? 1 : 0);
  });

  test('gives Orthanc what was checked, and nothing else', () => {
    const { put, sent } = open();
    expect(put('new', '{"AET":"CT1","AET":"MR1"}')).toBe(200);
    expect(sent()).toEqual(['{"AET":"MR1"}']);
  });
});
