import { expect, test } from 'vitest';
import {
  everything,
  readStudySearch,
  studyPageQuestion,
  studyQuestion,
  writeStudySearch,
} from './study-search.ts';

test('a search survives the address', () => {
  const search = {
    name: 'du pont & fils',
    patientId: '12/34',
    from: '20260101',
    to: '20260131',
    modalities: ['CT', 'MR'],
    sort: 'name',
    descending: false,
    page: 3,
  } as const;
  const address = writeStudySearch({ ...search, modalities: [...search.modalities] }).toString();
  expect(readStudySearch(new URLSearchParams(address))).toEqual(search);
});

test('the plain list has a plain address', () => {
  expect(writeStudySearch(everything).toString()).toBe('');
  expect(readStudySearch(new URLSearchParams())).toEqual(everything);
});

test('what cannot be read in an address is left out', () => {
  const parameters = new URLSearchParams({ from: 'hier', mod: 'CT,<b>', sort: 'x', page: '-2' });
  expect(readStudySearch(parameters)).toEqual({ ...everything, modalities: ['CT'], descending: false });
});

test('words are looked for anywhere in the name, in their order; case and separators do not matter', () => {
  const { Query, CaseSensitive } = studyQuestion({
    ...everything,
    name: 'dupont^jean  marie',
    patientId: '42',
  });
  expect(Query).toEqual({ PatientName: '*dupont*jean*marie*', PatientID: '*42*' });
  expect(CaseSensitive).toBe(false);
});

test.each([
  ['démo', '*d*mo*'],
  ['DÉMO', '*D*MO*'],
  ['Œuvray', '*uvray*'],
  ['山田', '*山田*'],
  ['é', '*'],
])('Orthanc cannot compare accents: %s is looked for as %s', (name, pattern) => {
  expect(studyQuestion({ ...everything, name }).Query).toEqual({ PatientName: pattern });
});

test('a name that nothing matches may have accents anywhere', () => {
  expect(studyQuestion({ ...everything, name: 'lopez maria' }, true).Query).toEqual({
    PatientName: '*l*p*z*m*r*',
  });
});

test('a backslash would mean a list of values to DICOM', () => {
  expect(studyQuestion({ ...everything, name: 'a\\b' }).Query).toEqual({ PatientName: '*a*b*' });
});

test.each([
  ['20260101', '20260131', '20260101-20260131'],
  ['20260101', '', '20260101-'],
  ['', '20260131', '-20260131'],
])('dates from %j to %j', (from, to, range) => {
  expect(studyQuestion({ ...everything, from, to }).Query).toEqual({ StudyDate: range });
});

test('several modalities are a list of values', () => {
  expect(studyQuestion({ ...everything, modalities: ['CT', 'MR'] }).Query).toEqual({
    ModalitiesInStudy: 'CT\\MR',
  });
});

test('Orthanc orders and cuts', () => {
  expect(studyPageQuestion({ ...everything, page: 3 })).toMatchObject({
    Limit: 50,
    Since: 100,
    OrderBy: [
      { Type: 'DicomTag', Key: 'StudyDate', Direction: 'DESC' },
      { Type: 'DicomTag', Key: 'StudyTime', Direction: 'DESC' },
    ],
  });
});
