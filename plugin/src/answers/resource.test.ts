import { describe, expect, test } from 'vitest';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';
import { makeRelatives, makeResource, relativesRoute, resourceRoute } from './resource.ts';

const ward: HeldGrant[] = [{ permissions: ['view', 'delete'], labels: ['ward'] }];
const everything: HeldGrant[] = [{ permissions: ['view', 'delete'], labels: ['*'] }];
const link: HeldGrant[] = [{ permissions: ['view'], labels: [], studies: [idOf('mine')] }];

function open() {
  const orthanc = makeFakeOrthanc({
    mine: { patient: 'ann', labels: ['ward', 'secret'], series: { s1: ['i1', 'i2'], s2: ['i3'] } },
    other: { patient: 'ann', labels: ['elsewhere'], series: { s3: ['i4'] } },
  });
  const get = (path: string, grants: HeldGrant[] | undefined) =>
    path.split('/').length > 3
      ? ask(relativesRoute, makeRelatives(orthanc.tools), orthanc.request('GET', path, { grants }))
      : ask(resourceRoute, makeResource(orthanc.tools), orthanc.request('GET', path, { grants }));
  const remove = (path: string, grants: HeldGrant[] | undefined) =>
    ask(resourceRoute, makeResource(orthanc.tools), orthanc.request('DELETE', path, { grants }));
  return { ...orthanc, get, remove };
}

describe('a resource', () => {
  test.each<[string, HeldGrant[] | undefined, string[]]>([
    ['labels of the scope', ward, ['ward']],
    ['every label, for every study', everything, ['ward', 'secret']],
    ['no label, by a link', link, []],
    ['every label, for Orthanc itself', undefined, ['ward', 'secret']],
  ])('shows %s', (_what, grants, labels) => {
    expect(open().get(`/studies/${idOf('mine')}`, grants).json).toMatchObject({
      ID: idOf('mine'),
      Labels: labels,
    });
  });

  test('what it consists of and belongs to is shown the same way', () => {
    const { get } = open();
    expect(get(`/studies/${idOf('mine')}/series`, ward).json).toMatchObject([
      { ID: idOf('s1') },
      { ID: idOf('s2') },
    ]);
  });

  test('arguments are passed on as they are', () => {
    const { tools, host, request } = open();
    const path = `/studies/${idOf('mine')}/series`;
    ask(
      relativesRoute,
      makeRelatives(tools),
      request('GET', path, { grants: everything, query: 'expand&requested-tags=a;b' }),
    );
    expect(host.asked.at(-1)?.uri).toBe(`${path}?expand&requested-tags=a;b`);
  });

  test('its patient has no other studies', () => {
    const orthanc = makeFakeOrthanc(
      {
        mine: { patient: 'ann', labels: ['ward'], series: {} },
        other: { patient: 'ann', labels: ['elsewhere'], series: {} },
      },
      ({ uri }) =>
        uri.endsWith('/patient')
          ? orthanc.host.restApi({ method: 'GET', uri: `/patients/${idOf('ann')}` })
          : undefined,
    );
    const path = `/studies/${idOf('mine')}/patient`;
    const patientFor = (grants: HeldGrant[]) =>
      ask(relativesRoute, makeRelatives(orthanc.tools), orthanc.request('GET', path, { grants })).json;
    expect(patientFor(ward)).toMatchObject({ ID: idOf('ann'), Studies: [idOf('mine')] });
    expect(patientFor(everything)).toMatchObject({ Studies: [idOf('mine'), idOf('other')] });
  });

  test('what does not exist is not there', () => {
    expect(open().get('/studies/x', ward)).toMatchObject({ status: 404 });
  });
});

describe('deleting', () => {
  test.each<[string, string, HeldGrant[], unknown]>([
    ['an image', '/instances/i1', ward, { ID: idOf('s1'), Path: `/series/${idOf('s1')}`, Type: 'Series' }],
    ['a series', '/series/s1', ward, { ID: idOf('mine'), Path: `/studies/${idOf('mine')}`, Type: 'Study' }],
    [
      'a study',
      '/studies/mine',
      everything,
      { ID: idOf('ann'), Path: `/patients/${idOf('ann')}`, Type: 'Patient' },
    ],
    ['the only study of a patient that somebody may see', '/studies/mine', ward, null],
  ])('%s says what is left above it', (_what, path, grants, remaining) => {
    const { remove, done } = open();
    const [, level, name = ''] = path.split('/');
    const full = `/${level}/${idOf(name)}`;
    expect(remove(full, grants)).toMatchObject({ status: 200, json: { RemainingAncestor: remaining } });
    expect(done).toEqual([`DELETE ${full}`]);
  });

  test('what does not exist is not there', () => {
    expect(open().remove('/studies/x', everything).status).toBe(404);
  });
});
