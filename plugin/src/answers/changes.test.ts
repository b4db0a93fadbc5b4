import { expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { changesRoute, makeChanges } from './changes.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';

const sees = (...labels: string[]): HeldGrant[] => [{ permissions: ['view'], labels }];

function setUp() {
  const change = (ResourceType: string, name: string) => ({ ResourceType, ID: idOf(name) });
  const log = {
    Changes: [
      ...[change('Patient', 'ann'), change('Study', 'one'), change('Series', 's1'), change('Instance', 'i1')],
      ...[change('Patient', 'bob'), change('Study', 'two'), change('Series', 's2'), change('Instance', 'i2')],
      ...[change('Patient', 'cid'), change('Study', 'mine')],
      ...[change('Study', 'gone'), change('Job', 'one'), { ResourceType: 'Study', ID: 'nonsense' }],
    ],
    Done: false,
    First: 7,
    Last: 18,
  };
  const orthanc = makeFakeOrthanc(
    {
      one: { patient: 'ann', labels: ['a'], series: { s1: ['i1'] } },
      two: { patient: 'bob', labels: ['x'], series: { s2: ['i2'] } },
      mine: { patient: 'cid', labels: ['c'], series: {} },
      other: { patient: 'cid', labels: ['x'], series: {} },
    },
    ({ uri }) => (uri.startsWith('/changes') ? answerJson(200, log) : undefined),
  );
  const route = makeChanges(orthanc.tools);
  const read = (grants: HeldGrant[], query = '') =>
    ask(changesRoute, route, orthanc.request('GET', '/changes', { grants, query }));
  return { ...orthanc, read, log };
}

test('shows what is inside now; a follower goes on where the whole log has stopped', () => {
  const { read, log } = setUp();
  expect(read(sees('a')).json).toEqual({ ...log, Changes: log.Changes.slice(0, 4) });
  // Of the patient there is another study.
  expect(read(sees('c')).json).toEqual({ ...log, Changes: log.Changes.slice(9, 10) });
  expect(read(sees('b')).json).toEqual({ ...log, Changes: [] });
  expect(read(sees('*')).json).toEqual(log);
  expect(read([]).status).toBe(403);
});

test.each<[given: string, asked: string]>([
  ['', 'since=0&limit=100'],
  ['last', 'last'],
  ['since=5&limit=10', 'since=5&limit=10'],
  ['limit=0', 'since=0&limit=0'],
  ['limit=5000&since=3', 'since=3&limit=200'],
  ['to=9&type=NewStudy;StableStudy', 'since=0&limit=100&to=9&type=NewStudy;StableStudy'],
  ['token=secret', 'since=0&limit=100'],
])('?%s asks Orthanc for %s', (given, asked) => {
  const { read, host } = setUp();
  expect(read(sees('a'), given).status).toBe(200);
  expect(host.asked[0]).toEqual({ method: 'GET', uri: `/changes?${asked}` });
});

test.each(['since=x', 'limit=-1', 'limit=all', 'to=', 'since=1&since=2'])('?%s is refused', (given) => {
  const { read, host } = setUp();
  expect(read(sees('a'), given).status).toBe(400);
  expect(host.asked).toEqual([]);
});
