import { beforeEach, describe, expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, type FakeOrthanc, idOf, makeFakeOrthanc, uidOf } from './fake-orthanc.ts';
import { makeModification, modificationRoute } from './modify.ts';
import { makeSplitLabels } from './split-labels.ts';

const grantOn = (labels: string[], ...permissions: string[]): HeldGrant[] => [{ permissions, labels }];
const ward = grantOn(['ward'], 'modify', 'anonymize');
const everything = grantOn(['*'], 'modify', 'anonymize');

let orthanc: FakeOrthanc;
let result: unknown;
beforeEach(() => {
  result = {};
  orthanc = makeFakeOrthanc(
    {
      mine: { patient: 'ann', labels: ['ward', 'secret'], series: { s1: ['i1'] } },
      mine2: { patient: 'ben', labels: ['ward'], series: { s2: ['i2'] } },
      mine3: { patient: 'eve', labels: ['ward'], series: { s5: ['i5'] } },
      other: { patient: 'ann', labels: ['elsewhere'], series: { s3: ['i3'] } },
      far: { patient: 'cid', labels: ['elsewhere'], series: { s4: ['i4'] } },
    },
    ({ method }) => (method === 'POST' ? answerJson(200, result) : undefined),
  );
});

function call(path: string, body: unknown, grants: HeldGrant[] | undefined) {
  const { tools, request } = orthanc;
  const answer = makeModification(tools, makeSplitLabels(tools));
  return ask(modificationRoute, answer, request('POST', path, { grants, body }));
}

const sent = (): Record<string, unknown> | undefined => {
  const [line] = orthanc.done;
  return line === undefined ? undefined : JSON.parse(line.slice(line.indexOf('{')));
};

const of = (name: string, operation: string) => `/studies/${idOf(name)}/${operation}`;

describe('deleting the original', () => {
  test.each<[string, string, number]>([
    ['anonymize', '{}', 200],
    ['anonymize', '{"KeepSource":true}', 200],
    ['anonymize', '{"KeepSource":false}', 403],
    ['anonymize', '{"KeepSource":true,"KeepSource":false}', 403],
    ['anonymize', '{"Keep\\u0053ource":false}', 403],
    ['anonymize', '{"KeepSource":0}', 400],
    ['anonymize', '{/* */"KeepSource":false}', 400],
    ['anonymize', '[]', 400],
    ['modify', '{"KeepSource":false}', 200],
  ])('%s %s for somebody who may not delete: %i', (operation, body, status) => {
    expect(call(of('mine', operation), body, everything).status).toBe(status);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });

  test.each<[string[], number]>([
    [['ward'], 200],
    [['*'], 200],
    [['elsewhere'], 403],
  ])('for somebody who may delete %j: %i', (labels, status) => {
    const grants = [...everything, ...grantOn(labels, 'delete')];
    expect(call(of('mine', 'anonymize'), { KeepSource: false }, grants).status).toBe(status);
    expect(orthanc.deeds).toEqual([`delete ${status === 200 ? 'success' : 'refused'} mine`]);
  });

  test('of many is for those who may delete all of them', () => {
    const body = { Resources: [idOf('mine'), idOf('far')], KeepSource: false };
    const grants = [...everything, ...grantOn(['ward'], 'delete')];
    expect(call('/tools/bulk-anonymize', body, grants).status).toBe(403);
    expect(orthanc.done).toEqual([]);
    expect(orthanc.deeds).toEqual(['delete refused far']);
  });

  test('a request without a body is refused', () => {
    expect(call(of('mine', 'anonymize'), undefined, everything).status).toBe(400);
  });

  test('Orthanc is given what was checked, and nothing else', () => {
    call(of('mine', 'anonymize'), '{"KeepSource":false,"Keep":["PatientID"],"KeepSource":true}', everything);
    expect(sent()).toEqual({ KeepSource: true, Keep: ['PatientID'] });
  });
});

describe('many', () => {
  test.each<[string, string[], HeldGrant[], number, string[]]>([
    ['modify', ['mine', 's2'], ward, 200, ['modify success mine', 'modify success mine2']],
    ['anonymize', ['mine', 's2'], ward, 200, ['anonymize success mine', 'anonymize success mine2']],
    ['modify', ['mine', 'far'], ward, 404, ['modify refused far']],
    ['modify', ['ann'], ward, 404, ['modify refused mine', 'modify refused other']],
    ['modify', ['nothing'], ward, 404, ['modify refused -']],
    ['modify', ['mine', 'far'], everything, 200, ['modify success mine', 'modify success far']],
  ])('%s %j by %j: %i', (operation, names, grants, status, deeds) => {
    expect(call(`/tools/bulk-${operation}`, { Resources: names.map(idOf) }, grants).status).toBe(status);
    expect(orthanc.deeds).toEqual(deeds);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });
});

describe('merging', () => {
  test.each<[string[], number, string[]]>([
    [['s2'], 200, ['modify success mine2']],
    [['mine2', 'i2'], 200, ['modify success mine2']],
    [['s4'], 404, ['modify refused far']],
    [['mine2', 'i3'], 404, ['modify refused other']],
  ])('%j into a study: %i', (names, status, deeds) => {
    expect(call(of('mine', 'merge'), { Resources: names.map(idOf) }, ward).status).toBe(status);
    expect(orthanc.deeds).toEqual(deeds);
    expect(orthanc.done).toHaveLength(status === 200 ? 1 : 0);
  });

  test('nothing in particular is no request', () => {
    expect(call(of('mine', 'merge'), {}, ward).status).toBe(400);
  });
});

describe('where new images end up, for whoever may modify some studies', () => {
  test.each<[string, object, number, boolean?]>([
    ['a new study', { Replace: { StudyInstanceUID: '1.2.3' }, Force: true }, 200, true],
    ['a study inside', { Replace: { StudyInstanceUID: uidOf('mine2') }, Force: true }, 200, false],
    ['a study outside', { Replace: { StudyInstanceUID: uidOf('far') }, Force: true }, 403],
    ['a study outside, by its tag', { Replace: { '0020,000D': uidOf('far') }, Force: true }, 403],
    ['a study outside, named twice', { Replace: { StudyInstanceUID: '1.2', '0020000d': uidOf('far') } }, 403],
    ['a name that may be anything', { Replace: { '20,d': uidOf('far') } }, 400],
    ['no text', { Replace: { StudyInstanceUID: 1 } }, 400],
    ['no object', { Replace: ['StudyInstanceUID'] }, 400],
    ['a series outside', { Replace: { SeriesInstanceUID: uidOf('s4') } }, 403],
    ['an image outside', { Replace: { SOPInstanceUID: uidOf('i4') } }, 403],
    ['a patient inside', { Replace: { PatientID: 'ben' }, Force: true }, 200, true],
    ['a patient with a study outside', { Replace: { PatientID: 'ann' }, Force: true }, 403],
    ['a patient outside', { Replace: { PatientID: 'cid' }, Force: true }, 403],
    ['a patient outside, encoded', { Replace: { PatientID: 'data:;base64,Y2lk' }, Force: true }, 400],
    ['a new patient', { Replace: { PatientID: 'new', PatientName: 'New' }, Force: true }, 200, true],
    [
      'an attribute of a sequence',
      { Replace: { 'RequestAttributesSequence[0].StudyInstanceUID': uidOf('far') } },
      200,
      true,
    ],
    ['labels that are not wanted', { KeepLabels: false }, 200, true],
    [
      'labels for a study that is there',
      { KeepLabels: true, Replace: { StudyInstanceUID: uidOf('mine2') } },
      200,
      false,
    ],
  ])('%s', (_what, wish, status, keepLabels) => {
    for (const operation of ['modify', 'anonymize']) {
      orthanc.done.length = 0;
      expect(call(of('mine3', operation), wish, ward).status).toBe(status);
      expect(sent()).toEqual(status === 200 ? { ...wish, KeepLabels: keepLabels } : undefined);
    }
  });

  test.each<[string, object, number]>([
    ['modify', { Replace: { PatientName: 'Ann' } }, 403],
    ['modify', { Remove: ['PatientBirthDate'] }, 403],
    ['modify', { Replace: { StudyDescription: 'Knee' } }, 200],
    ['modify', { Replace: { PatientName: 'Ann', PatientID: 'new' } }, 200],
    ['anonymize', {}, 200],
    ['anonymize', { Keep: ['StudyDescription'] }, 200],
    ['anonymize', { Keep: ['PatientID'] }, 403],
    ['anonymize', { Keep: ['0010,0020'] }, 403],
    ['split', { Series: [idOf('s1')], Replace: { PatientName: 'Ann' } }, 200],
    ['split', { Series: [idOf('s1')], Replace: { PatientID: 'new' } }, 200],
    ['split', { Series: [idOf('s1')], Replace: { PatientID: 'cid' } }, 403],
    ['split', { Series: [idOf('s1')], Replace: { '0010,0020': 'cid' } }, 403],
  ])('a patient keeps its record when it has studies outside: %s %j: %i', (operation, wish, status) => {
    expect(call(of('mine', operation), wish, ward).status).toBe(status);
    expect(orthanc.deeds).toEqual(
      status === 200 ? [] : [`${operation === 'anonymize' ? operation : 'modify'} refused mine`],
    );
  });

  test('whoever may modify every study decides alone', () => {
    const wish = { Replace: { StudyInstanceUID: uidOf('far'), PatientID: 'ann' } };
    expect(call(of('mine', 'modify'), wish, everything).status).toBe(200);
    expect(sent()).toEqual(wish);
  });
});

describe('splitting', () => {
  const wish = { Series: [idOf('s1')] };

  test('gives the new study the labels of the old one', () => {
    result = { TargetStudy: idOf('mine2') };
    call(of('mine', 'split'), wish, ward);
    expect(orthanc.labelsOf('mine2')).toEqual(['ward', 'ward', 'secret']);
    expect(orthanc.deeds).toEqual(['edit-labels success mine2']);
  });

  test('gives them nothing where everything is visible anyway', () => {
    result = { TargetStudy: idOf('mine2') };
    call(of('mine', 'split'), wish, everything);
    expect(orthanc.labelsOf('mine2')).toEqual(['ward']);
  });
});

test('whoever starts a job owns it', () => {
  result = { ID: 'j1', Path: '/jobs/j1' };
  call(of('mine', 'modify'), { Asynchronous: true }, ward);
  expect(orthanc.tools.owners.isOwner('j1', 'u1')).toBe(true);
  expect(orthanc.tools.owners.isOwner('j1', 'u2')).toBe(false);
});

test('every route that makes images of stored ones, and no other', () => {
  const pattern = new RegExp(`^${modificationRoute}$`);
  for (const path of [
    '/patients/1/anonymize',
    '/studies/1/modify',
    '/series/1/modify',
    '/studies/1/merge',
    '/studies/1/split',
    '/tools/bulk-modify',
  ])
    expect(path).toMatch(pattern);
  for (const path of [
    '/instances/1/anonymize',
    '/instances/1/modify',
    '/series/1/merge',
    '/tools/bulk-delete',
    '/studies/1/2/modify',
  ])
    expect(path).not.toMatch(pattern);
});
