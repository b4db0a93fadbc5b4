import type { Scope } from '../gate/scope.ts';
import type { Level, Studies } from '../gate/studies.ts';

/** What a C-MOVE request is about, study by study. */
export interface Selected {
  study: string;
  /** What of it: the study itself, a series or an instance. */
  level: 'Study' | 'Series' | 'Instance';
  id: string;
}

const levelNames = {
  Patient: 'patients',
  Study: 'studies',
  Series: 'series',
  Instance: 'instances',
} as const;
type MoveLevel = keyof typeof levelNames;

/**
 * Finds what a C-MOVE request names (DICOM PS3.4 § C.4.2.2.1), as Orthanc does: at the level of the request by the identifier of that
 * level alone; without a level, at the lowest of which there is an identifier; a study also by its accession number.
 */
export function makeMoveSelection(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
  studies: Studies,
): (request: MoveRequest) => Selected[] {
  const find = (level: MoveLevel, tag: string, values: string): string[] => {
    // As a list even of one, so that no character of it is a wildcard.
    const list = values.includes('\\') ? values : `${values}\\${values}`;
    const body = JSON.stringify({ Level: level, Query: { [tag]: list }, CaseSensitive: true });
    const answer = host.restApi({ method: 'POST', uri: '/tools/find', body });
    if (answer.status !== 200) throw new Error('Orthanc cannot look up what a C-MOVE request names');
    return JSON.parse(host.utf8.decode(answer.body));
  };

  const select = (level: MoveLevel, id: string): Selected[] => {
    if (level === 'Patient')
      return studies.listStudies(id).map((study) => ({ study, level: 'Study', id: study }));
    const study = studies.findStudy(levelNames[level] as Exclude<Level, 'patients'>, id);
    return study === undefined ? [] : [{ study, level, id }];
  };

  return (request) => {
    const named = findIdentifier(request);
    if (named === undefined) throw new Error('a C-MOVE request names nothing at its level');
    return find(named.level, named.tag, named.values).flatMap((id) => select(named.level, id));
  };
}

interface Identifier {
  level: MoveLevel;
  tag: string;
  values: string;
}

function findIdentifier(request: MoveRequest): Identifier | undefined {
  const levels = request.level === undefined ? lowestFirst : [request.level];
  for (const level of levels) {
    const identifier = readIdentifier(level, request);
    if (identifier !== undefined) return identifier;
  }
  return undefined;
}

const lowestFirst = ['Instance', 'Series', 'Study', 'Patient'] as const;

function readIdentifier(level: MoveLevel, request: MoveRequest): Identifier | undefined {
  const candidates = {
    Patient: [['PatientID', request.patientId]],
    Study: [
      ['AccessionNumber', request.accessionNumber],
      ['StudyInstanceUID', request.studyInstanceUid],
    ],
    Series: [['SeriesInstanceUID', request.seriesInstanceUid]],
    Instance: [['SOPInstanceUID', request.sopInstanceUid]],
  } as const;
  for (const [tag, values] of candidates[level]) {
    if (values !== undefined && values !== '') return { level, tag, values };
  }
  return undefined;
}

/** Splits what is selected by whether it is within a scope. */
export function divide(
  selected: readonly Selected[],
  studies: Studies,
  scope: Scope,
): { inside: Selected[]; outside: Selected[] } {
  const inside: Selected[] = [];
  const outside: Selected[] = [];
  for (const one of selected) (studies.isInside(one.study, scope) ? inside : outside).push(one);
  return { inside, outside };
}
