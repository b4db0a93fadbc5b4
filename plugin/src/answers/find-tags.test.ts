import { expect, test } from 'vitest';
import { isListable, isOfPatient, isOfStudy, restrictTo } from './find-tags.ts';

test.each<[string, patient: boolean, study: boolean]>([
  ['PatientID', true, true],
  ['0010,0020', true, true],
  ['00100020', true, true],
  ['0010-0020', true, true],
  ['StudyInstanceUID', false, true],
  ['0020,000D', false, true],
  ['20,d', false, false],
  ['patientid', false, false],
  ['PatientComments', false, false],
  ['ModalitiesInStudy', false, false],
  ['TimezoneOffsetFromUTC', false, false],
  ['Modality', false, false],
  ['__proto__', false, false],
])('%s', (name, patient, study) => {
  expect([isOfPatient(name), isOfStudy(name)]).toEqual([patient, study]);
});

test('a restriction comes beside what was asked about the same tag', () => {
  const given = [
    ['StudyInstanceUID', '1.*'],
    ['0020,000d', '1.2\\1.3'],
  ] as const;
  expect(restrictTo(given, 'StudyInstanceUID', ['1', '2'])).toEqual([...given, ['0020-000d', '1\\2']]);
});

test('a single value is a list, too: it may have wildcards', () => {
  expect(restrictTo([], 'PatientID', ['A*'])).toEqual([['PatientID', 'A*\\A*']]);
  expect(isListable('A*')).toBe(true);
  expect(isListable('A\\B')).toBe(false);
  expect(isListable('')).toBe(false);
});

test('where every spelling is taken, nothing is asked', () => {
  const given = ['PatientID', '0010,0020', '0010-0020', '00100020'].map((name) => [name, 'A'] as const);
  expect(() => restrictTo(given, 'PatientID', ['B'])).toThrow('request.invalid');
});
