import { expect, test } from 'vitest';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, idOf, makeFakeOrthanc, uidOf } from './fake-orthanc.ts';
import { lookupRoute, makeLookup } from './lookup.ts';

const sees = (...labels: string[]): HeldGrant[] => [{ permissions: ['view'], labels }];

function setUp() {
  const orthanc = makeFakeOrthanc({
    one: { patient: 'ann', labels: ['a'], series: { s1: ['i1'] } },
    two: { patient: 'ann', labels: ['x'], series: { s2: ['i2'] } },
  });
  const route = makeLookup(orthanc.tools);
  const lookUp = (grants: HeldGrant[] | undefined, body: string) => {
    const request = orthanc.request('POST', '/tools/lookup', { body, ...(grants && { grants }) });
    return ask(lookupRoute, route, { ...request, headers: { 'content-length': '1' } });
  };
  return { ...orthanc, lookUp };
}

test.each(['one', 's1', 'i1'])('%s is found where its study is inside', (name) => {
  const { lookUp, deeds } = setUp();
  expect(lookUp(sees('a'), uidOf(name)).json).toMatchObject([{ ID: idOf(name) }]);
  expect(lookUp(sees('x'), uidOf(name)).json).toEqual([]);
  expect(lookUp(sees('*'), uidOf(name)).json).toMatchObject([{ ID: idOf(name) }]);
  expect(lookUp(undefined, uidOf(name)).json).toMatchObject([{ ID: idOf(name) }]);
  expect(lookUp([], uidOf(name)).status).toBe(403);
  expect(deeds).toEqual(['find success -', 'find success -', 'find success -']);
});

test('a patient is found where one of the studies is inside', () => {
  const { lookUp } = setUp();
  expect(lookUp(sees('x'), 'ann').json).toMatchObject([{ ID: idOf('ann') }]);
  expect(lookUp(sees('b'), 'ann').json).toEqual([]);
});
