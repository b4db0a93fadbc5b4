import { readProblem, send } from '../../app/api.ts';
import type { Tags } from '../../app/orthanc/resources.ts';
import { arrangeContent, type FoundInstance, type SeriesContent } from './arrangement.ts';

/** A series of the study, with whose it is: two patients may, wrongly, have studies of one UID. */
export interface SeriesSummary {
  readonly id: string;
  readonly modality: string;
  readonly number: string;
  readonly description: string;
  readonly instanceCount: number;
  /** The one whose picture stands for the series. */
  readonly middleInstanceId: string;
  /** Of patient and study. */
  readonly tags: Tags;
}

interface FoundSeries {
  ID: string;
  Instances: string[];
  MainDicomTags: Tags;
  RequestedTags?: Tags;
}

const patientAndStudyTags = [
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyDate',
  'StudyTime',
  'StudyDescription',
  'AccessionNumber',
];

/** @throws RequestProblem */
export async function readSeries(studyUid: string, signal: AbortSignal): Promise<SeriesSummary[]> {
  const query = { Level: 'Series', Query: { StudyInstanceUID: studyUid }, Expand: true };
  const found = await find<FoundSeries>({ ...query, RequestedTags: patientAndStudyTags }, signal);
  return found
    .map(({ ID, Instances, MainDicomTags, RequestedTags = {} }) => ({
      id: ID,
      modality: MainDicomTags.Modality ?? '',
      number: MainDicomTags.SeriesNumber ?? '',
      description: MainDicomTags.SeriesDescription ?? '',
      instanceCount: Instances.length,
      middleInstanceId: Instances[Math.floor(Instances.length / 2)] ?? '',
      tags: RequestedTags,
    }))
    .sort((a, b) => compareNumbers(a.number, b.number) || a.description.localeCompare(b.description));
}

/** @throws RequestProblem */
export async function readSeriesContent(seriesId: string, signal: AbortSignal): Promise<SeriesContent> {
  const found = await find<FoundInstance>(
    { Level: 'Instance', Query: {}, ParentSeries: seriesId, ResponseContent: ['MainDicomTags', 'Metadata'] },
    signal,
  );
  return arrangeContent(found);
}

async function find<T>(query: object, signal: AbortSignal): Promise<T[]> {
  const response = await send('/tools/find', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(query),
    signal,
  });
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as T[];
}

/** By number, those without one last. */
function compareNumbers(a: string, b: string): number {
  const number = (text: string) => Number.parseInt(text, 10) || Number.MAX_SAFE_INTEGER;
  return number(a) - number(b);
}
