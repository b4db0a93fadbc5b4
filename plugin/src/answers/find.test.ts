import { describe, expect, test } from 'vitest';
import { answerJson, utf8 } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, contextOf, idOf, makeFakeOrthanc, uidOf } from './fake-orthanc.ts';
import { findRoute, makeFind } from './find.ts';

const everything: HeldGrant[] = [{ permissions: ['view'], labels: ['*'] }];
const sees = (...labels: string[]): HeldGrant[] => [{ permissions: ['view'], labels }];
const opens = (...studies: string[]): HeldGrant[] => [
  { permissions: ['view'], labels: [], studies: studies.map(idOf) },
];

/** Orthanc's searches, answered by the test, in what was asked. */
function setUp(answer: (query: Record<string, unknown>) => unknown = () => []) {
  const searches: Record<string, unknown>[] = [];
  const orthanc = makeFakeOrthanc(
    {
      one: { patient: 'ann', labels: ['a'], series: { s1: ['i1'] } },
      two: { patient: 'ann', labels: ['x'], series: { s2: ['i2'] } },
    },
    ({ uri, body }) => {
      if (uri === `/studies/${idOf('two')}`)
        return answerJson(200, {
          ParentPatient: idOf('ann'),
          MainDicomTags: { StudyInstanceUID: uidOf('two') },
          PatientMainDicomTags: { PatientID: 'ann' },
        });
      if (!uri.startsWith('/tools/')) return undefined;
      const query = JSON.parse(typeof body === 'string' ? body : utf8.decode(body ?? new ArrayBuffer(0)));
      searches.push(query);
      return answerJson(200, uri.endsWith('find') ? answer(query) : { Count: answer(query) });
    },
  );
  const route = makeFind(orthanc.tools);
  const search = (grants: HeldGrant[] | undefined, body: unknown, path = '/tools/find') => {
    const request = orthanc.request('POST', path, { body, ...(grants && { grants }) });
    return ask(findRoute, route, { ...request, headers: { 'content-length': '1' } });
  };
  return { ...orthanc, route, searches, search };
}

describe('whoever sees everything', () => {
  test('asks Orthanc, byte for byte', () => {
    const { host, search } = setUp();
    const body = '{"Level":"Study", "Query":{},"Query":{"PatientID":"1"}}';
    expect(search(everything, body).status).toBe(200);
    expect(host.asked.map((asked) => utf8.decode(asked.body as ArrayBuffer))).toEqual([body]);
  });

  test('so does Orthanc itself, and is not written down', () => {
    const { deeds, search } = setUp();
    expect(search(undefined, { Level: 'Study', Query: {} }).status).toBe(200);
    expect(deeds).toEqual([]);
    search(everything, { Level: 'Study', Query: {} });
    expect(deeds).toEqual(['find success -']);
  });
});

describe('whoever sees some', () => {
  test('a search that Orthanc would not take is not asked, nor one of nobody', () => {
    const { host, route, request, search } = setUp();
    for (const body of ['', 'x', '[]', '{"Level":"Study"}', '{"Level":"Study","Query":{"PatientID":1}}'])
      expect(search(sees('a'), body)).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
    expect(search([], { Level: 'Study', Query: {} }).status).toBe(403);
    const nobody = {
      ...request('POST', '/tools/find', { body: { Level: 'Study', Query: {} } }),
      context: '',
    };
    expect(ask(findRoute, route, nobody).status).toBe(403);
    expect(host.asked).toEqual([]);
  });

  test('what a plugin asks on the thread of a request is cut, and not written down again', () => {
    const { host, route, request, searches, deeds } = setUp();
    host.context = contextOf(sees('a'));
    ask(findRoute, route, request('POST', '/tools/find', { body: { Level: 'Study', Query: {} } }));
    expect(searches).toEqual([{ Level: 'Study', Query: {}, Labels: ['a'], LabelsConstraint: 'Any' }]);
    expect(deeds).toEqual([]);
  });

  test.each<[what: string, given: object, asked: object]>([
    ['no labels', {}, { Labels: ['a', 'b'], LabelsConstraint: 'Any' }],
    ['an empty list', { Labels: [] }, { Labels: ['a', 'b'], LabelsConstraint: 'Any' }],
    ['own labels', { Labels: ['a'], LabelsConstraint: 'All' }, { Labels: ['a'], LabelsConstraint: 'All' }],
    ['own labels without a constraint', { Labels: ['b'] }, { Labels: ['b'], LabelsConstraint: 'All' }],
    [
      'one of others',
      { Labels: ['x', 'b'], LabelsConstraint: 'Any' },
      { Labels: ['b'], LabelsConstraint: 'Any' },
    ],
    [
      'none of others',
      { Labels: ['x'], LabelsConstraint: 'None' },
      { Labels: ['a', 'b'], LabelsConstraint: 'Any' },
    ],
  ])('studies with %s are one search, paged and ordered by Orthanc', (_what, given, asked) => {
    const { search, searches } = setUp(() => ['1']);
    const page = {
      Limit: 5,
      Since: 10,
      OrderBy: [{ Type: 'DicomTag', Key: 'StudyDate', Direction: 'DESC' }],
    };
    const body = { Level: 'Study', Query: { PatientName: 'A*' }, ...page, Expand: true };
    expect(search(sees('a', 'b'), { ...body, ...given }).json).toEqual(['1']);
    expect(searches).toEqual([{ ...body, ...asked }]);
  });

  test('labels of others alone find nothing, without a question', () => {
    const { host, search } = setUp();
    for (const Level of ['Patient', 'Study', 'Series', 'Instance']) {
      const body = { Level, Query: {}, Labels: ['x'] };
      expect(search(sees('a'), body).json).toEqual([]);
      expect(search(sees('a'), body, '/tools/count-resources').json).toEqual({ Count: 0 });
    }
    expect(host.asked).toEqual([]);
  });

  test('labels of others are not shown', () => {
    const { search } = setUp(() => [{ ID: '1', Labels: ['a', 'x'] }]);
    const body = { Level: 'Study', Query: {}, Expand: true };
    expect(search(sees('a'), body).json).toEqual([{ ID: '1', Labels: ['a'] }]);
  });

  test('series and images of a study are found where it is inside, and only there', () => {
    const { search, searches } = setUp(() => ['1']);
    for (const parent of [{ ParentStudy: idOf('one') }, { ParentSeries: idOf('s1') }])
      expect(search(sees('a'), { Level: 'Instance', Query: {}, ...parent }).json).toEqual(['1']);
    expect(searches).toHaveLength(2);
    for (const parent of [
      { ParentStudy: idOf('two') },
      { ParentSeries: idOf('s2') },
      { ParentStudy: 'x' },
      { ParentSeries: idOf('s1'), ParentStudy: idOf('two') },
    ])
      expect(search(sees('a'), { Level: 'Instance', Query: {}, ...parent }).json).toEqual([]);
    expect(searches).toHaveLength(2);
  });

  test('a share of one study searches in that study', () => {
    const { search, searches } = setUp(() => [idOf('two')]);
    expect(search(opens('two'), { Level: 'Study', Query: { PatientID: 'ann' } }).json).toEqual([idOf('two')]);
    expect(searches).toEqual([{ Level: 'Study', Query: { PatientID: 'ann' }, ParentStudy: idOf('two') }]);
    expect(search(opens('gone'), { Level: 'Study', Query: {} }).json).toEqual([]);
    expect(search(opens('two'), { Level: 'Study', Query: {}, ParentPatient: 'x' }).json).toEqual([]);
  });

  test('nothing may be asked about patients that is looked for in all of their studies', () => {
    const { search, searches } = setUp();
    for (const Query of [{ StudyDescription: 'HIV*' }, { '0008,103e': 'x' }, { PatientComments: 'x' }])
      for (const path of ['/tools/find', '/tools/count-resources'])
        expect(search(sees('a'), { Level: 'Patient', Query }, path)).toMatchObject({
          status: 400,
          json: { code: 'request.invalid' },
        });
    expect(searches).toEqual([]);
    expect(search(sees('a'), { Level: 'Patient', Query: { StudyDescription: '' } }).status).toBe(200);
  });

  test('what Orthanc refuses is refused', () => {
    const { tools, search } = setUp();
    const { host } = tools;
    host.restApi = () => ({ status: 400, headers: [], body: utf8.encode('') });
    expect(search(sees('a'), { Level: 'Study', Query: { Nonsense: 'x' } })).toMatchObject({ status: 400 });
    host.restApi = () => ({ status: 500, headers: [], body: utf8.encode('') });
    expect(search(sees('a'), { Level: 'Study', Query: {} })).toMatchObject({ status: 500 });
  });
});

describe('series of many studies', () => {
  const studies = (count: number) =>
    Array.from({ length: count }, (_, number) => ({
      ID: `study-${String(number).padStart(5, '0')}`,
      ParentPatient: 'p',
      RequestedTags: { StudyInstanceUID: `1.${number}` },
    }));
  /** As many studies with these UIDs, each with two series. */
  const uidsOf = (query: Record<string, unknown>) =>
    String((query.Query as Record<string, string>).StudyInstanceUID ?? '').split('\\');
  const answerFor =
    (count: number, shared = 0) =>
    (query: Record<string, unknown>) => {
      if (query.Level === 'Study') return query.Labels === undefined ? count + shared : studies(count);
      const uids = uidsOf(query);
      if (!('counted' in query) && query.Expand === undefined && query.Limit === undefined)
        return uids.length <= 30 ? uids.flatMap((uid) => [`b${uid}`, `a${uid}`]) : uids.length * 2;
      return ['page'];
    };

  test('a page is one search by their UIDs', () => {
    const { search, searches } = setUp(answerFor(40));
    expect(search(sees('a'), { Level: 'Series', Query: {}, Limit: 10 }).json).toEqual(['page']);
    expect(uidsOf(searches.at(-1) ?? {})).toHaveLength(40);
  });

  test('all of them are put together, in Orthanc’s order, where comparing would take too long', () => {
    const { search, searches } = setUp(answerFor(2000));
    const found = search(sees('a'), { Level: 'Series', Query: {} }).json as string[];
    expect(found).toHaveLength(4000);
    expect(found).toEqual([...found].sort());
    expect(searches.slice(3).every((query) => uidsOf(query).length <= 30)).toBe(true);
  });

  test('too many are refused', () => {
    const { search } = setUp(answerFor(10_001));
    expect(search(sees('a'), { Level: 'Series', Query: {}, Limit: 1 })).toMatchObject({
      status: 400,
      json: { code: 'search.too-broad' },
    });
    const ordered = { OrderBy: [{ Type: 'DicomTag', Key: 'Modality', Direction: 'ASC' }] };
    const some = setUp(answerFor(2000));
    expect(some.search(sees('a'), { Level: 'Series', Query: {}, ...ordered }).status).toBe(400);
    expect(some.search(sees('a'), { Level: 'Series', Query: {}, Limit: 2000 }).status).toBe(400);
  });
});
