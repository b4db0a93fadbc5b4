import { beforeEach, describe, expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { createDicomRoute, makeCreateDicom } from './create-dicom.ts';
import { ask, type FakeOrthanc, idOf, makeFakeOrthanc, uidOf } from './fake-orthanc.ts';

const ward: HeldGrant[] = [{ permissions: ['upload'], labels: ['ward'] }];
const deleting: HeldGrant[] = [{ permissions: ['upload', 'delete'], labels: ['ward'] }];
const everything: HeldGrant[] = [{ permissions: ['upload'], labels: ['*'] }];

let orthanc: FakeOrthanc;
let result: HttpClientResponse;
beforeEach(() => {
  result = answerJson(200, { ID: 'x', Status: 'Success' });
  orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward'], series: { s1: ['i1'] } },
      whole: { patient: 'ben', labels: ['ward'], series: { s2: ['i2'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s3: ['i3'] } },
    },
    ({ method }) => (method === 'POST' ? result : undefined),
  );
});

const call = (body: unknown, grants: HeldGrant[] | undefined = ward) =>
  ask(
    createDicomRoute,
    makeCreateDicom(orthanc.tools),
    orthanc.request('POST', createDicomRoute, { grants, body }),
  );

describe('the resource that is taken over', () => {
  test.each<[unknown, HeldGrant[] | undefined, number]>([
    [idOf('mine'), ward, 200],
    [idOf('s1'), ward, 200],
    [idOf('ben'), ward, 200],
    [idOf('ann'), ward, 404],
    [idOf('other'), ward, 404],
    [idOf('nothing'), ward, 404],
    [idOf('other'), everything, 200],
    [1, everything, 400],
    [[idOf('mine')], ward, 400],
  ])('%j by %j: %i', (Parent, grants, status) => {
    expect(call({ Parent, Tags: {} }, grants).status).toBe(status);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });

  test('is the one that was looked at', () => {
    call(`{"Parent":"${idOf('other')}","Parent":"${idOf('mine')}","Tags":{}}`);
    expect(orthanc.done).toEqual([`POST /tools/create-dicom {"Parent":"${idOf('mine')}","Tags":{}}`]);
  });
});

describe('several images at once, of which Orthanc deletes the series when one is bad', () => {
  const images = ['data:image/png;base64,x', 'bad'];
  test.each<[string, object, HeldGrant[], number]>([
    ['in a new series', { Tags: { PatientName: 'x' }, Content: images }, ward, 200],
    ['in a series of a study', { Parent: idOf('mine'), Tags: {}, Content: images }, ward, 200],
    ['in a series that is there', { Parent: idOf('s1'), Tags: {}, Content: images }, ward, 403],
    ['in a series that may be deleted', { Parent: idOf('s1'), Tags: {}, Content: images }, deleting, 200],
    ['under the UID of a series', { Tags: { SeriesInstanceUID: uidOf('s1') }, Content: images }, ward, 403],
    [
      'under the UID of a series that may be deleted',
      { Tags: { SeriesInstanceUID: uidOf('s1') }, Content: images },
      deleting,
      200,
    ],
    [
      'under the UID of a series elsewhere',
      { Tags: { SeriesInstanceUID: uidOf('s3') }, Content: images },
      deleting,
      403,
    ],
    ['under its tag', { Tags: { '0020,000e': uidOf('s3') }, Content: images }, deleting, 403],
    [
      'under that of a single image',
      { Tags: {}, Content: [{ Content: 'x', Tags: { SeriesInstanceUID: uidOf('s3') } }] },
      deleting,
      403,
    ],
    ['under a new UID', { Tags: { SeriesInstanceUID: '1.2.3' }, Content: images }, ward, 200],
    ['under what may be anything', { Tags: { '20,e': uidOf('s3') }, Content: images }, deleting, 400],
    [
      'by somebody who may not delete every study',
      { Parent: idOf('s1'), Tags: {}, Content: images },
      everything,
      403,
    ],
    ['but only one', { Tags: { SeriesInstanceUID: uidOf('s3') }, Content: images[0] }, ward, 200],
  ])('%s', (_what, body, grants, status) => {
    expect(call(body, grants).status).toBe(status);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });
});

test('what is not stored is refused', () => {
  result = answerJson(200, { ID: 'x', Status: 'FilteredOut' });
  expect(call({ Tags: {} })).toMatchObject({ status: 403, json: { code: 'permission.missing' } });
});

test('what fails for another reason is told as Orthanc tells it', () => {
  result = answerJson(500, { OrthancStatus: 5 });
  expect(call({ Tags: {} })).toMatchObject({ status: 500, json: { OrthancStatus: 5 } });
});

test.each([undefined, '', '[]', '"x"'])('%j is no request', (body) => {
  expect(call(body).status).toBe(400);
});
