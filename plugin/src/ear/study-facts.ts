import type { LabelField, StudyFacts } from '@sgim/auth-service/contract/label-rules';
import { uploaderMetadata } from './reserved.ts';

type Metadata = Readonly<Record<string, string>>;

interface Series {
  MainDicomTags: { Modality?: string; StationName?: string };
  Instances: string[];
}

/** The images of a series come the same way, and a study of more series than this says nothing new with each. */
const maxSeries = 50;

/**
 * Gathers what label rules ask about a study: what its images say, and how they came. Of each series one image is asked.
 *
 * @param metadata Of the study.
 * @param fields What the rules are about: the rest is not looked for.
 * @returns undefined where there is no such study
 */
export function makeStudyFacts(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
): (study: string, metadata: Metadata, fields: ReadonlySet<LabelField>) => StudyFacts | undefined {
  const read = (uri: string): unknown => {
    const { status, body } = host.restApi({ method: 'GET', uri });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : undefined;
  };

  const readArrivals = (series: readonly Series[]): Metadata[] =>
    series.slice(0, maxSeries).flatMap(({ Instances: [instance] }) => {
      if (instance === undefined) return [];
      const arrival = read(`/instances/${instance}/metadata?expand`) as Metadata | undefined;
      return arrival === undefined ? [] : [arrival];
    });

  return (id, metadata, fields) => {
    const study = read(`/studies/${id}`) as { MainDicomTags: Record<string, string> } | undefined;
    if (study === undefined) return undefined;
    const asks = (...words: LabelField[]) => words.some((word) => fields.has(word));
    const series = asks('modality', 'station', 'calling-aet', 'called-aet')
      ? ((read(`/studies/${id}/series`) as Series[] | undefined) ?? [])
      : [];
    const arrivals = asks('calling-aet', 'called-aet') ? readArrivals(series) : [];
    const { InstitutionName, ReferringPhysicianName, StudyDescription } = study.MainDicomTags;
    return {
      institution: listOf(InstitutionName),
      'referring-physician': listOf(ReferringPhysicianName),
      'study-description': listOf(StudyDescription),
      modality: listOf(...series.map(({ MainDicomTags: tags }) => tags.Modality)),
      station: listOf(...series.map(({ MainDicomTags: tags }) => tags.StationName)),
      'calling-aet': listOf(...arrivals.map(({ RemoteAET }) => RemoteAET)),
      'called-aet': listOf(...arrivals.map(({ CalledAET }) => CalledAET)),
      uploader: listOf(metadata[uploaderMetadata]),
    };
  };
}

/** Each once, without what is not there. */
const listOf = (...values: (string | undefined)[]): string[] =>
  [...new Set(values.filter((value) => value !== undefined && value !== ''))] as string[];
