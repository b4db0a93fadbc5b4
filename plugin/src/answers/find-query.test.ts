import { describe, expect, test } from 'vitest';
import { readFindQuery, shows, writeCount, writeFind } from './find-query.ts';

const search = { Level: 'Study', Query: {} };
const rewrite = (body: object) => {
  const query = readFindQuery({ ...body });
  return query && JSON.parse(writeFind(query));
};

describe('what Orthanc would not take', () => {
  test.each<[string, Record<string, unknown> | undefined]>([
    ['no object', undefined],
    ['no level', { Query: {} }],
    ['an unknown level', { ...search, Level: 'Modality' }],
    ['a level that is no text', { ...search, Level: ['Study'] }],
    ['no query', { Level: 'Study' }],
    ['a query that is a list', { ...search, Query: [] }],
    ['a query that is null', { ...search, Query: null }],
    ['a tag that is no text', { ...search, Query: { PatientID: 1 } }],
    ['a tag that is an object', { ...search, Query: { PatientID: { toString: 'x' } } }],
    ['labels that are a text', { ...search, Labels: 'a' }],
    ['a label that is no text', { ...search, Labels: ['a', null] }],
    ['an unknown constraint', { ...search, LabelsConstraint: 'any' }],
    ['a constraint that is null', { ...search, LabelsConstraint: null }],
    ['a parent that is no text', { ...search, ParentPatient: null }],
    ['a negative limit', { ...search, Limit: -1 }],
    ['a limit that is a text', { ...search, Limit: '5' }],
    ['half a limit', { ...search, Limit: 0.5 }],
    ['a limit beyond all numbers', { ...search, Limit: 1e30 }],
    ['an order that is an object', { ...search, OrderBy: {} }],
    ['an order without a direction', { ...search, OrderBy: [{ Type: 'DicomTag', Key: 'StudyDate' }] }],
    ['a shape that is a text', { ...search, ResponseContent: 'Labels' }],
    ['requested tags that are none', { ...search, RequestedTags: [1] }],
    ['metadata that are a list', { ...search, MetadataQuery: ['x'] }],
    ['a switch that is a text', { ...search, Full: 'true' }],
  ])('%s', (_what, body) => {
    expect(readFindQuery(body)).toBeUndefined();
  });
});

test('is written as it was read, without what Orthanc does not look at', () => {
  const body = {
    Level: 'Series',
    Query: { PatientName: 'A*', '0010,0010': '*B', Modality: '' },
    MetadataQuery: { RemoteAET: 'CT' },
    CaseSensitive: true,
    Labels: ['a'],
    LabelsConstraint: 'None',
    ParentStudy: 'study',
    Limit: 5,
    Since: 2,
    OrderBy: [{ Type: 'DicomTag', Key: 'SeriesNumber', Direction: 'ASC' }],
    ResponseContent: [],
    RequestedTags: ['PatientID'],
    Short: true,
  };
  expect(rewrite({ ...body, Unknown: 1, Full: false })).toEqual(body);
  expect(rewrite({ Level: 'images', Query: {}, Expand: 1 })).toEqual({
    Level: 'Instance',
    Query: {},
    Expand: true,
  });
});

test('a name that is a key of every object is a name like others', () => {
  const body = JSON.parse('{"Level":"Study","Query":{"__proto__":"x","constructor":"y"}}');
  expect(writeFind(readFindQuery(body) ?? { level: 'Patient', tags: [] })).toBe(
    '{"Level":"Study","Query":{"__proto__":"x","constructor":"y"}}',
  );
});

test('of a key that is there twice, what was checked is what is sent', () => {
  const body = JSON.parse('{"Level":"Study","Labels":["x"],"Query":{},"Labels":["a"]}');
  expect(rewrite(body)).toEqual({ Level: 'Study', Query: {}, Labels: ['a'], LabelsConstraint: 'All' });
});

/** As `OrthancRestResources.cpp` and `ISqlLookupFormatter.cpp` do. */
test.each<[string, object, object]>([
  ['Series', { ParentSeries: 's', ParentStudy: 't', ParentPatient: 'p' }, { ParentPatient: 'p' }],
  ['Series', { ParentSeries: 's', ParentStudy: 't' }, { ParentStudy: 't' }],
  ['Series', { ParentSeries: 's' }, { ParentSeries: 's' }],
  ['Study', { ParentSeries: 's' }, {}],
  ['Study', { ParentStudy: 't' }, { ParentStudy: 't' }],
  ['Patient', { ParentStudy: 't' }, {}],
])('at the level %s, of %j only %j counts', (Level, given, kept) => {
  expect(rewrite({ Level, Query: {}, ...given })).toEqual({ Level, Query: {}, ...kept });
});

test('a count has no page, order or shape', () => {
  const query = readFindQuery({ ...search, Limit: 1, Since: 1, Expand: true, OrderBy: [] });
  expect(query && JSON.parse(writeCount(query))).toEqual(search);
});

test.each<[object, labels: boolean, metadata: boolean]>([
  [{}, false, false],
  [{ Expand: true }, true, false],
  [{ Expand: true, ResponseContent: [] }, false, false],
  [{ ResponseContent: ['MainDicomTags', 'Labels'] }, true, false],
  [{ ResponseContent: ['metadata'] }, false, true],
])('%j shows labels: %j, metadata: %j', (shape, labels, metadata) => {
  const query = { level: 'Study', tags: [], shape } as const;
  expect([shows(query, 'Labels'), shows(query, 'Metadata')]).toEqual([labels, metadata]);
});
