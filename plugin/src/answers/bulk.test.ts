import { describe, expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { bulkRoute, makeBulk } from './bulk.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';

const ward: HeldGrant[] = [{ permissions: ['view', 'delete'], labels: ['ward'] }];
const mixed: HeldGrant[] = [
  { permissions: ['view'], labels: ['ward', 'elsewhere'] },
  { permissions: ['delete'], labels: ['ward'] },
];
const everything: HeldGrant[] = [{ permissions: ['all'], labels: ['*'] }];

function open(contents: unknown = []) {
  const orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward'], series: { s1: ['i1'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s2: ['i2'] } },
      whole: { patient: 'ben', labels: ['ward'], series: { s3: ['i3'] } },
    },
    ({ method }) => (method === 'POST' ? answerJson(200, contents) : undefined),
  );
  const call = (operation: string, grants: HeldGrant[] | undefined, body: unknown) =>
    ask(
      bulkRoute,
      makeBulk(orthanc.tools),
      orthanc.request('POST', `/tools/bulk-${operation}`, { grants, body }),
    );
  const named = (...names: string[]) => ({ Resources: names.map(idOf) });
  return { ...orthanc, call, named };
}

describe('deleting', () => {
  test.each<[string[], HeldGrant[], number, string[]]>([
    [['mine'], ward, 200, ['delete success mine']],
    [['s1'], ward, 200, ['delete success mine']],
    [['i1', 's1', 'mine'], ward, 200, ['delete success mine']],
    [['i1', 'whole'], ward, 200, ['delete success mine', 'delete success whole']],
    [['ben'], ward, 200, ['delete success whole']],
    [['ann'], ward, 404, ['delete refused mine', 'delete refused other']],
    [['mine', 'other'], ward, 404, ['delete refused other']],
    [['mine', 'i2'], ward, 404, ['delete refused other']],
    [['mine', 'i2'], mixed, 404, ['delete refused other']],
    [['mine', 'nothing'], ward, 404, ['delete refused -']],
    [['mine', 'other', 'nothing'], everything, 200, ['delete success mine', 'delete success other']],
    [['ann'], everything, 200, ['delete success mine', 'delete success other']],
  ])('%j by %j: %i', (names, grants, status, expected) => {
    const { call, named, deeds, done } = open();
    expect(call('delete', grants, named(...names)).status).toBe(status);
    expect(deeds).toEqual(expected);
    expect(done).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each<[unknown]>([
    [undefined],
    [''],
    ['nonsense'],
    [[]],
    [{}],
    [{ Resources: 'x' }],
    [{ Resources: [1] }],
    [{ Resources: [['x']] }],
  ])('%j is no request', (body) => {
    const { call, done, deeds } = open();
    expect(call('delete', everything, body)).toMatchObject({
      status: 400,
      json: { code: 'request.invalid' },
    });
    expect(done).toEqual([]);
    expect(deeds).toEqual([]);
  });

  test('only what was looked at is deleted', () => {
    const { call, done } = open();
    call('delete', ward, `{"Resources":["${idOf('other')}"],"Resources":["${idOf('mine')}"]}`);
    expect(done).toEqual([`POST /tools/bulk-delete {"Resources":["${idOf('mine')}"]}`]);
  });

  test('nothing is deleted that cannot be written down', () => {
    const { call, named, done, tools } = open();
    tools.audit.record = () => {
      throw new Error('the disk is full');
    };
    expect(() => call('delete', ward, named('mine'))).toThrow('full');
    expect(done).toEqual([]);
  });

  test('Orthanc itself is not written down', () => {
    const { call, named, deeds } = open();
    expect(call('delete', undefined, named('mine')).status).toBe(200);
    expect(deeds).toEqual([]);
  });
});

describe('contents', () => {
  const contents = [
    { ID: idOf('ann'), Type: 'Patient', Studies: [idOf('mine'), idOf('other')], Labels: [] },
    {
      ID: idOf('mine'),
      Type: 'Study',
      Labels: ['ward', 'secret'],
      Metadata: { '5219': '["secret"]', a: 'b' },
    },
    { ID: idOf('other'), Type: 'Study', Labels: ['elsewhere'] },
    { ID: idOf('s2'), Type: 'Series', ParentStudy: idOf('other'), Labels: [] },
    { ID: idOf('i1'), Type: 'Instance', ParentSeries: idOf('s1'), Labels: [] },
    { ID: idOf('i2'), Type: 'Instance', ParentSeries: idOf('s2'), Labels: [] },
  ];

  test('are cut, also where Orthanc has gone down from a patient', () => {
    const { call, named } = open(contents);
    expect(call('content', ward, named('ann')).json).toEqual([
      { ID: idOf('ann'), Type: 'Patient', Studies: [idOf('mine')], Labels: [] },
      { ID: idOf('mine'), Type: 'Study', Labels: ['ward'], Metadata: { a: 'b' } },
      { ID: idOf('i1'), Type: 'Instance', ParentSeries: idOf('s1'), Labels: [] },
    ]);
  });

  test('are whole for whoever may see every study', () => {
    const { call, named } = open(contents);
    expect(call('content', everything, named('ann')).json).toEqual(contents);
  });

  test('are not there when something is outside', () => {
    const { call, named, deeds } = open(contents);
    expect(call('content', ward, named('mine', 'i2')).status).toBe(404);
    expect(deeds).toEqual(['view refused other']);
  });
});
