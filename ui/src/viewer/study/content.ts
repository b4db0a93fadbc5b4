import { readProblem, send } from '../../app/api.ts';
import type { Tags } from '../../app/orthanc/resources.ts';
import { toImageId } from '../pixels/image-id.ts';
import { type ObjectKind, objectKind } from './object-kinds.ts';
import { sortForDisplay } from './series-order.ts';

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

/** A stored object without a picture. */
export interface OtherObject {
  readonly instanceId: string;
  readonly kind: ObjectKind;
}

export interface SeriesContent {
  /** In the order of display, multi-frame objects frame by frame. */
  readonly imageIds: readonly string[];
  /** Transfer syntax by instance, as the archive found it. */
  readonly syntaxes: ReadonlyMap<string, string>;
  readonly others: readonly OtherObject[];
}

interface FoundSeries {
  ID: string;
  Instances: string[];
  MainDicomTags: Tags;
  RequestedTags?: Tags;
}

interface FoundInstance {
  ID: string;
  MainDicomTags: Tags;
  Metadata: Record<string, string>;
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

/** Sorts and expands what the archive found. */
export function arrangeContent(found: readonly FoundInstance[]): SeriesContent {
  const objects = found.map(({ ID, MainDicomTags: tags, Metadata }) => ({
    instanceId: ID,
    kind: objectKind(Metadata.SopClassUid ?? ''),
    frames: Math.max(1, Number.parseInt(tags.NumberOfFrames ?? '1', 10) || 1),
    instanceNumber: toNumber(tags.InstanceNumber),
    position: toNumbers(tags.ImagePositionPatient),
    orientation: toNumbers(tags.ImageOrientationPatient),
  }));
  return {
    imageIds: sortForDisplay(objects.filter(({ kind }) => !kind)).flatMap(({ instanceId, frames }) =>
      Array.from({ length: frames }, (_, frame) => toImageId({ instanceId, frame })),
    ),
    syntaxes: new Map(found.map(({ ID, Metadata }) => [ID, Metadata.TransferSyntax ?? ''])),
    others: objects.flatMap(({ instanceId, kind }) => (kind ? [{ instanceId, kind }] : [])),
  };
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

function toNumber(value: string | undefined): number | null {
  const number = Number.parseInt(value ?? '', 10);
  return Number.isFinite(number) ? number : null;
}

function toNumbers(value: string | undefined): number[] | null {
  return value ? value.split('\\').map((part) => Number.parseFloat(part)) : null;
}

function compareNumbers(a: string, b: string): number {
  const [first, second] = [toNumber(a), toNumber(b)];
  return (first ?? Number.MAX_SAFE_INTEGER) - (second ?? Number.MAX_SAFE_INTEGER);
}
