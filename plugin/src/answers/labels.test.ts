import { describe, expect, test } from 'vitest';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';
import { labelRoute, makeLabels } from './labels.ts';

const ward: HeldGrant[] = [{ permissions: ['view', 'edit-labels'], labels: ['ward', 'night'] }];
const viewer: HeldGrant[] = [
  { permissions: ['view'], labels: ['ward'] },
  { permissions: ['edit-labels'], labels: ['night'] },
];
const everything: HeldGrant[] = [{ permissions: ['all'], labels: ['*'] }];

function open() {
  const orthanc = makeFakeOrthanc({
    mine: { patient: 'ann', labels: ['ward', 'secret'], series: { s1: ['i1'] } },
  });
  const call = (
    method: HttpMethod,
    last: string,
    grants: HeldGrant[],
    resource = `/studies/${idOf('mine')}`,
  ) =>
    ask(
      labelRoute,
      makeLabels(orthanc.tools),
      orthanc.request(method, `${resource}/labels${last}`, { grants }),
    );
  return { ...orthanc, call };
}

test('foreign labels are not there', () => {
  const { call } = open();
  expect(call('GET', '', ward).json).toEqual(['ward']);
  expect(call('GET', '', everything).json).toEqual(['ward', 'secret']);
  expect(call('GET', '/ward', ward).status).toBe(200);
  expect(call('GET', '/secret', ward).status).toBe(404);
  expect(call('GET', '/secret', everything).status).toBe(200);
});

describe('writing', () => {
  test.each<[HttpMethod, string, HeldGrant[], number]>([
    ['PUT', 'night', ward, 200],
    ['DELETE', 'ward', ward, 200],
    ['PUT', 'night', viewer, 200],
    ['PUT', 'ward', viewer, 403],
    ['PUT', 'secret', ward, 403],
    ['DELETE', 'secret', ward, 403],
    ['DELETE', 'secret', everything, 200],
    ['PUT', 'anything', everything, 200],
    ['PUT', 'two words', everything, 400],
    ['PUT', 'é', everything, 400],
    ['PUT', 'x'.repeat(65), everything, 400],
    ['PUT', '*', ward, 400],
  ])('%s %s by %j: %i', (method, label, grants, status) => {
    const { call, done } = open();
    expect(call(method, `/${label}`, grants).status).toBe(status);
    expect(done).toHaveLength(status === 200 ? 1 : 0);
  });

  test('of a study is seen at once', () => {
    const { call, tools } = open();
    const study = idOf('mine');
    expect(tools.studies.findLabels(study)).toEqual(['ward', 'secret']);
    call('PUT', '/night', ward);
    expect(tools.studies.findLabels(study)).toEqual(['ward', 'secret', 'night']);
    call('DELETE', '/ward', ward);
    expect(tools.studies.findLabels(study)).toEqual(['secret', 'night']);
  });

  test('of other resources follows the same rules', () => {
    const { call, done } = open();
    expect(call('PUT', '/secret', ward, `/series/${idOf('s1')}`).status).toBe(403);
    expect(call('PUT', '/night', ward, `/series/${idOf('s1')}`).status).toBe(200);
    expect(done).toEqual([`PUT /series/${idOf('s1')}/labels/night`]);
  });
});
