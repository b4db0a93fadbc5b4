import { expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, makeFakeOrthanc } from './fake-orthanc.ts';
import { listRoute, makeLists } from './lists.ts';

const grants: HeldGrant[] = [{ permissions: ['view'], labels: ['a'] }];

function setUp() {
  const orthanc = makeFakeOrthanc({}, () => answerJson(200, ['1']));
  const route = makeLists(orthanc.tools);
  const list = (path: string, query = '', held: HeldGrant[] = grants) =>
    ask(listRoute, route, orthanc.request('GET', path, { query, grants: held }));
  const asked = () => orthanc.host.asked.map(({ body }) => JSON.parse(String(body)));
  return { ...orthanc, route, list, asked };
}

test.each<[query: string, asked: object]>([
  ['', {}],
  ['expand', { Expand: true }],
  ['expand=1', { Expand: true }],
  ['expand=false', {}],
  ['since=5&limit=10', { Since: 5, Limit: 10 }],
  ['limit=0&since=0', {}],
  [
    'expand&short&requested-tags=PatientID;0008,0020',
    {
      Expand: true,
      Short: true,
      RequestedTags: ['PatientID', '0008,0020'],
    },
  ],
  ['requestedTags=PatientID&full', { RequestedTags: ['PatientID'], Full: true }],
  ['expand=maybe&response-content=Labels;Parent', { ResponseContent: ['Labels', 'Parent'] }],
  ['response-content=', { ResponseContent: [] }],
  ['token=secret&unknown', {}],
])('GET /studies?%s is a search', (query, expected) => {
  const { list, asked } = setUp();
  expect(list('/studies', query)).toMatchObject({ status: 200, json: ['1'] });
  expect(asked()).toEqual([
    { Level: 'Study', Query: {}, Labels: ['a'], LabelsConstraint: 'Any', ...expected },
  ]);
});

test.each([
  'limit=5',
  'since=5',
  'since=-1&limit=5',
  'since=1&limit=many',
  'since=1&limit=5&limit=6',
  'expand=true&expand=false',
  'expand=yes',
  'since=0x1&limit=5',
])('GET /studies?%s is refused', (query) => {
  const { list, host } = setUp();
  expect(list('/studies', query)).toMatchObject({ status: 400, json: { code: 'request.invalid' } });
  expect(host.asked).toEqual([]);
});

test('whoever sees everything asks Orthanc', () => {
  const { list, host } = setUp();
  const held = [{ permissions: ['all'], labels: ['*'] }];
  expect(list('/series', 'expand&limit=1&limit=2&since=0', held).json).toEqual(['1']);
  expect(host.asked).toEqual([{ method: 'GET', uri: '/series?expand&limit=1&limit=2&since=0' }]);
  expect(list('/series', '', [{ permissions: ['download'], labels: ['*'] }]).status).toBe(403);
});
