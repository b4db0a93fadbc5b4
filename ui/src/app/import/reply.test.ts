import { expect, test } from 'vitest';
import { fr } from '../../i18n/fr.ts';
import { type Outcome, readReply, reasonText } from './reply.ts';

test('a new image counts for its study', () => {
  expect(readReply(200, { Status: 'Success', ParentStudy: 's1' })).toEqual({
    state: 'stored',
    images: [{ study: 's1', stored: true }],
  });
});

test('an image that is there already is no failure', () => {
  expect(readReply(200, { Status: 'AlreadyStored', ParentStudy: 's1' })).toEqual({
    state: 'known',
    images: [{ study: 's1', stored: false }],
  });
});

test.each([
  [0, 'network'],
  [502, 'network'],
  [503, 'network'],
  [504, 'network'],
  [401, 'denied'],
  [403, 'denied'],
])('status %i is an obstacle on the way, not a fault of the file', (status, obstacle) => {
  expect(readReply(status, null)).toBe(obstacle);
});

test.each([
  [400, { OrthancStatus: 15, Message: 'Bad file format' }, 'Ce n’est pas un fichier DICOM, ou il est abîmé'],
  [
    404,
    { OrthancStatus: 21, Message: 'Inexistent tag' },
    'Il lui manque des identifiants exigés par DICOM (patient, examen, série ou image)',
  ],
  [
    400,
    { OrthancStatus: 15, Details: 'missing StudyInstanceUID, SeriesInstanceUID or SOPInstanceUID' },
    'Il lui manque des identifiants exigés par DICOM (patient, examen, série ou image)',
  ],
  [500, { OrthancStatus: 9, Message: 'Disk full' }, 'Refusé par l’archive : Disk full'],
  [413, null, 'Plus gros que ce que l’archive accepte'],
  [200, { Status: 'FilteredOut' }, 'Refusé par une règle de cette archive'],
  [200, null, 'Refusé par l’archive : ?'],
  [200, [], 'Ce n’est pas un fichier DICOM, ou il est abîmé'],
])('status %i with %j is refused with its reason', (status, body, reason) => {
  const outcome = readReply(status, body) as Outcome;
  expect(outcome.state).toBe('refused');
  expect(outcome.reason && reasonText(outcome.reason, fr.import)).toBe(reason);
});

test('an archive tells how many of its images were stored', () => {
  const outcome = readReply(200, [
    { Status: 'Success', ParentStudy: 's1' },
    { Status: 'Success', ParentStudy: 's1' },
    { Status: 'AlreadyStored', ParentStudy: 's2' },
    { Status: 'Failure' },
  ]) as Outcome;
  expect(outcome.state).toBe('stored');
  expect(outcome.images).toHaveLength(3);
  expect(outcome.reason).toEqual({ text: 'archive', stored: 2, known: 1, refused: 1 });
});
