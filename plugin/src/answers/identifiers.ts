import { isUid } from '../forms.ts';
import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';

/** The identifiers by which Orthanc decides where an image belongs, as `/tools/lookup` calls them. */
export type IdentifierLevel = 'Patient' | 'Study' | 'Series' | 'Instance';

const identifiers: ReadonlyMap<string, IdentifierLevel> = new Map([
  ['patientid', 'Patient'],
  ['00100020', 'Patient'],
  ['studyinstanceuid', 'Study'],
  ['0020000d', 'Study'],
  ['seriesinstanceuid', 'Series'],
  ['0020000e', 'Series'],
  ['sopinstanceuid', 'Instance'],
  ['00080018', 'Instance'],
]);

/** `gggg,eeee`, `gggg-eeee`, `ggggeeee` */
const hexadecimal = /^([0-9a-f]{4})[,-]?([0-9a-f]{4})$/i;
/** Without a comma: DCMTK reads a tag from anything that begins like one, `20,d` or `0x120020,d` alike. */
const keyword = /^[A-Za-z0-9_()'/& -]+$/;
/** An attribute of an item of a sequence: `ReferencedStudySequence[0].StudyInstanceUID` */
const inSequence = /^(?:[^.[\]]+\[(?:\*|\d+)\]\.)+[^.[\]]+$/;
const printable = /^[\x20-\x7e]+$/;

/** Orthanc keeps the patient's name, birth date and so on once for all studies of the patient. */
const ofPatient = /^(?:0010|patient|otherpatient)/;

/**
 * What a name of an attribute means to Orthanc (`DicomPath::Parse`, `FromDcmtkBridge::ParseTag`).
 *
 * @returns undefined for a spelling that may mean anything
 */
export function readName(name: string): IdentifierLevel | 'patient' | 'other' | undefined {
  if (!printable.test(name)) return undefined;
  if (name.includes('.')) return inSequence.test(name) ? 'other' : undefined;
  const trimmed = name.trim();
  const [, group, element] = hexadecimal.exec(trimmed) ?? [];
  if (group === undefined && !keyword.test(trimmed)) return undefined;
  const key = group === undefined ? trimmed.toLowerCase() : `${group}${element}`.toLowerCase();
  return identifiers.get(key) ?? (ofPatient.test(key) ? 'patient' : 'other');
}

/** Orthanc decodes data URIs, and DCMTK ends a text at the first NUL. */
const plainText = /^(?!\s*data:)[^\p{Cc}]*$/iu;

/** Whether an identifier is written as what it will be in the image. */
export const isPlain = (level: IdentifierLevel, value: unknown): value is string =>
  typeof value === 'string' && (level === 'Patient' ? plainText.test(value) : isUid(value));

const levels = { Study: 'studies', Series: 'series', Instance: 'instances' } as const;

/** All studies that there are under an identifier, now: a patient's, or those that contain it. */
export function listStudiesUnder({ host, studies }: Tools, level: IdentifierLevel, value: string): string[] {
  const { status, body } = host.restApi({ method: 'POST', uri: '/tools/lookup', body: value });
  if (status !== 200) throw new Error(`looking up an identifier answers ${status}`);
  const found: { ID: string; Type: string }[] = JSON.parse(host.utf8.decode(body));
  return found
    .filter(({ Type }) => Type === level)
    .flatMap(({ ID }) =>
      level === 'Patient' ? studies.listStudies(ID) : (studies.findStudy(levels[level], ID) ?? []),
    );
}

/** Whether an identifier leads only to studies that are in the scope. One that is not in use leads to none. */
export const leadsInside = (tools: Tools, level: IdentifierLevel, value: string, scope: Scope): boolean =>
  listStudiesUnder(tools, level, value).every((study) => tools.studies.isInside(study, scope));
