import { describe, expect, test } from 'vitest';
import { isPlain, readName } from './identifiers.ts';

describe('names', () => {
  test.each<[string, ReturnType<typeof readName>]>([
    ['StudyInstanceUID', 'Study'],
    ['studyinstanceuid', 'Study'],
    [' StudyInstanceUID ', 'Study'],
    ['0020,000d', 'Study'],
    ['0020-000D', 'Study'],
    ['0020000d', 'Study'],
    ['0020,000e', 'Series'],
    ['SOPInstanceUID', 'Instance'],
    ['00080018', 'Instance'],
    ['PatientID', 'Patient'],
    ['0010,0020', 'Patient'],
    ['PatientName', 'patient'],
    ['0010,0030', 'patient'],
    ['OtherPatientIDs', 'patient'],
    ['StudyDescription', 'other'],
    ['0008,1030', 'other'],
    ['ReferencedStudySequence[0].StudyInstanceUID', 'other'],
    ['0008,1110[*].0020,000d', 'other'],
    // Spellings that DCMTK takes for (0020,000D), or that end early for it.
    ['20,d', undefined],
    ['0x20,0xd', undefined],
    ['120020,000d', undefined],
    ['0020,000dz', undefined],
    ['StudyInstanceUID\0x', undefined],
    ['StudyInstanceUID\n', undefined],
    ['.20,d', undefined],
    ['x.20,d', undefined],
    ['', undefined],
    ['é', undefined],
  ])('%j means %s', (name, meaning) => {
    expect(readName(name)).toBe(meaning);
  });
});

describe('values', () => {
  test.each<[Parameters<typeof isPlain>[0], unknown, boolean]>([
    ['Study', '1.2.3', true],
    ['Study', '', false],
    ['Study', '1.2.3 ', false],
    ['Study', '1.2\\3', false],
    ['Study', 'data:application/octet-stream;base64,MS4y', false],
    ['Study', 1.2, false],
    ['Study', ['1.2'], false],
    ['Patient', 'AB 12', true],
    ['Patient', 'Zoë', true],
    ['Patient', '', true],
    ['Patient', 'AB\0CD', false],
    ['Patient', 'AB\n', false],
    ['Patient', 'data:text/plain;base64,QUI=', false],
    ['Patient', ' DATA:text/plain;base64,QUI=', false],
    ['Patient', null, false],
  ])('%s %j: %j', (level, value, expected) => {
    expect(isPlain(level, value)).toBe(expected);
  });
});
