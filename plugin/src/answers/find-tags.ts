import { Refusal } from './refusal.ts';

/** What Orthanc 1.12.7 keeps about patients in its index, whatever its configuration. */
const ofPatients: ReadonlyMap<string, string> = new Map([
  ['PatientName', '0010,0010'],
  ['PatientID', '0010,0020'],
  ['PatientBirthDate', '0010,0030'],
  ['PatientSex', '0010,0040'],
  ['OtherPatientIDs', '0010,1000'],
]);

/** And about studies, except what it keeps about series, too. */
const ofStudies: ReadonlyMap<string, string> = new Map([
  ['StudyDate', '0008,0020'],
  ['StudyTime', '0008,0030'],
  ['AccessionNumber', '0008,0050'],
  ['InstitutionName', '0008,0080'],
  ['ReferringPhysicianName', '0008,0090'],
  ['StudyDescription', '0008,1030'],
  ['StudyInstanceUID', '0020,000d'],
  ['StudyID', '0020,0010'],
  ['RequestingPhysician', '0032,1032'],
  ['RequestedProcedureDescription', '0032,1060'],
]);

const patientKeys = new Set(ofPatients.values());
const studyKeys = new Set(ofStudies.values());
const hexadecimal = /^([0-9a-f]{4})[,-]?([0-9a-f]{4})$/i;

/** `gggg,eeee` of a tag of patients or studies, or of one in hexadecimal; else as it is. */
export function keyOfTag(name: string): string {
  const [, group, element] = hexadecimal.exec(name) ?? [];
  if (group !== undefined) return `${group},${element}`.toLowerCase();
  return ofPatients.get(name) ?? ofStudies.get(name) ?? name;
}

/** Whether a tag says something about the patient alone. */
export const isOfPatient = (name: string): boolean => patientKeys.has(keyOfTag(name));

/** Whether every series and image of a study has what the study has under this tag. Orthanc copies patients' tags to studies. */
export const isOfStudy = (name: string): boolean => isOfPatient(name) || studyKeys.has(keyOfTag(name));

/** What DICOM identifies a resource by. */
export type KeyTag = 'PatientID' | 'StudyInstanceUID' | 'SeriesInstanceUID' | 'SOPInstanceUID';

/** All that mean the same to Orthanc. */
const spellings = {
  PatientID: ['PatientID', '0010,0020', '0010-0020', '00100020'],
  StudyInstanceUID: [
    'StudyInstanceUID',
    ...['0020,000d', '0020-000d', '0020000d', '0020,000D', '0020-000D', '0020000D'],
  ],
  SeriesInstanceUID: [
    'SeriesInstanceUID',
    ...['0020,000e', '0020-000e', '0020000e', '0020,000E', '0020-000E', '0020000E'],
  ],
  SOPInstanceUID: ['SOPInstanceUID', '0008,0018', '0008-0018', '00080018'],
} as const satisfies Record<KeyTag, readonly string[]>;

/**
 * Adds to the tags of a search that one of these identifiers must be there, beside whatever it asks about the same tag already.
 *
 * @throws Refusal where each spelling of the tag is taken
 */
export function restrictTo(
  tags: readonly (readonly [string, string])[],
  tag: KeyTag,
  values: readonly string[],
): (readonly [string, string])[] {
  const taken = new Set(tags.map(([name]) => name));
  const name = spellings[tag].find((spelling) => !taken.has(spelling));
  if (name === undefined) throw new Refusal(400, 'request.invalid');
  // With a backslash it is a list, in which nothing is a wildcard.
  const list = values.length === 1 ? [...values, ...values] : values;
  return [...tags, [name, list.join('\\')]];
}

/** Whether a value can be an item of a list: one with a backslash would be taken for two. */
export const isListable = (value: string): boolean => value !== '' && !value.includes('\\');
