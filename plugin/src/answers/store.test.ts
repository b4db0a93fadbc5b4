import { beforeEach, describe, expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, type FakeOrthanc, idOf, makeFakeOrthanc, uidOf } from './fake-orthanc.ts';
import {
  commitmentRoute,
  makeStorageCommitment,
  makeStore,
  makeStow,
  makeWebRetrieval,
  storeRoute,
  stowRoute,
  webRetrievalRoute,
} from './store.ts';

const ward: HeldGrant[] = [{ permissions: ['send'], labels: ['ward'] }];
const everything: HeldGrant[] = [{ permissions: ['send'], labels: ['*'] }];
const administrator: HeldGrant[] = [{ permissions: ['send', 'nodes-manage'], labels: ['*'] }];

let orthanc: FakeOrthanc;
let result: unknown;
beforeEach(() => {
  result = {};
  orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward'], series: { s1: ['i1'] } },
      mine2: { patient: 'ben', labels: ['ward'], series: { s2: ['i2'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s3: ['i3'] } },
    },
    ({ method }) => (method === 'POST' ? answerJson(200, result) : undefined),
  );
});

const store = (body: unknown, grants: HeldGrant[] | undefined = ward, path = '/modalities/pacs/store') =>
  ask(storeRoute, makeStore(orthanc.tools), orthanc.request('POST', path, { grants, body }));
const commit = (body: unknown, grants: HeldGrant[] = ward) =>
  ask(
    commitmentRoute,
    makeStorageCommitment(orthanc.tools),
    orthanc.request('POST', '/modalities/pacs/storage-commitment', { grants, body }),
  );

describe('sending', () => {
  test.each<[unknown, number, string[]]>([
    [idOf('mine'), 200, ['send success mine']],
    [` ${idOf('mine')}\n`, 200, ['send success mine']],
    [`"${idOf('mine')}"`, 200, ['send success mine']],
    [[idOf('mine'), idOf('i2')], 200, ['send success mine', 'send success mine2']],
    [{ Resources: [idOf('mine')], Synchronous: false }, 200, ['send success mine']],
    [{ Resources: [` ${idOf('mine')} `] }, 200, ['send success mine']],
    [idOf('other'), 404, ['send refused other']],
    [[idOf('mine'), idOf('s3')], 404, ['send refused other']],
    [[idOf('ann')], 404, ['send refused mine', 'send refused other']],
    [[idOf('nothing')], 404, ['send refused -']],
    [`"${idOf('other')}"`, 404, ['send refused other']],
    [undefined, 400, []],
    ['nonsense', 400, []],
    ['1', 400, []],
    [{}, 400, []],
    [[[idOf('mine')]], 400, []],
  ])('%j: %i', (body, status, deeds) => {
    expect(store(body).status).toBe(status);
    expect(orthanc.deeds).toEqual(deeds);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });

  test('Orthanc is given what was checked', () => {
    store(
      `{"Resources":["${idOf('other')}"],"Priority":1,"Resources":[" ${idOf('mine')}"]}`,
      ward,
      '/peers/north/store',
    );
    expect(orthanc.done).toEqual([`POST /peers/north/store {"Resources":["${idOf('mine')}"],"Priority":1}`]);
  });

  test('where to is the choice of whoever manages nodes', () => {
    const body = { Resources: [idOf('mine')], Host: '10.9.9.9', Port: 104 };
    expect(store(body, everything)).toMatchObject({ status: 403, json: { code: 'permission.missing' } });
    expect(orthanc.done).toEqual([]);
    expect(store(body, administrator).status).toBe(200);
  });

  test('a job belongs to whoever started it', () => {
    result = { ID: 'j1', Path: '/jobs/j1' };
    store({ Resources: [idOf('mine')], Synchronous: false });
    expect(orthanc.tools.owners.isOwner('j1', 'u1')).toBe(true);
  });
});

describe('DICOMweb', () => {
  const stow = (body: unknown) =>
    ask(
      stowRoute,
      makeStow(orthanc.tools),
      orthanc.request('POST', '/dicom-web/servers/north/stow', { grants: ward, body }),
    );

  test('is sent what is inside, past our own route', () => {
    expect(stow({ Resources: [idOf('mine')] }).status).toBe(200);
    expect(orthanc.host.asked.at(-1)).toMatchObject({
      uri: '/dicom-web/servers/north/stow',
      afterPlugins: true,
    });
    expect(stow({ Resources: [idOf('other')] }).status).toBe(404);
    expect(orthanc.done).toHaveLength(1);
  });

  test('retrieves for whoever asked', () => {
    result = { ID: 'j1', Path: '/jobs/j1' };
    const answer = makeWebRetrieval(orthanc.tools);
    const request = orthanc.request('POST', '/dicom-web/servers/north/retrieve', { grants: ward, body: {} });
    expect(ask(webRetrievalRoute, answer, request).status).toBe(200);
    expect(orthanc.tools.owners.isOwner('j1', 'u1')).toBe(true);
  });
});

describe('storage commitment', () => {
  const instance = (name: string) => ({
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
    SOPInstanceUID: uidOf(name),
  });
  test.each<[unknown, number, string[]]>([
    [{ Resources: [idOf('mine')] }, 200, ['send success mine']],
    [{ DicomInstances: [instance('i1')] }, 200, ['send success mine']],
    [{ DicomInstances: [['1.2', uidOf('i1')]] }, 200, ['send success mine']],
    [{ DicomInstances: [['1.2', '1.2.3']] }, 404, ['send refused -']],
    [{ Resources: [idOf('mine')], DicomInstances: [instance('i3')] }, 404, ['send refused other']],
    [{ Resources: [idOf('other')], DicomInstances: [instance('i1')] }, 404, ['send refused other']],
    [{ DicomInstances: [['1.2', uidOf('i3')]] }, 404, ['send refused other']],
    [{ DicomInstances: [['1.2', 3]] }, 400, []],
    [{ DicomInstances: [{}] }, 400, []],
    [{ DicomInstances: {} }, 400, []],
    [[], 400, []],
  ])('%j: %i', (body, status, deeds) => {
    expect(commit(body).status).toBe(status);
    expect(orthanc.deeds).toEqual(deeds);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });

  test('belongs to whoever asked', () => {
    result = { ID: '2.25.1', Path: '/storage-commitment/2.25.1' };
    commit({ Resources: [idOf('mine')] });
    expect(orthanc.tools.owners.isOwner('2.25.1', 'u1')).toBe(true);
  });
});
