import type { Age } from '../../dicom/age.ts';
import { ageAt } from '../../dicom/age.ts';
import { parseDicomDate } from '../../dicom/date-time.ts';
import { formatPersonName } from '../../dicom/person-name.ts';
import type { OrthancSeries, OrthancStudy } from './resources.ts';

/** A study as pages show it. Empty strings stand for what the files do not say. */
export interface Study {
  id: string;
  uid: string;
  patientName: string;
  patientId: string;
  birthDate: Date | null;
  age: Age | null;
  sex: string;
  date: Date | null;
  /** False when the files give a day but no time of day. */
  hasTime: boolean;
  description: string;
  accession: string;
  referring: string;
  institution: string;
  modalities: string[];
  seriesCount: number;
  imageCount: number | null;
}

export function presentStudy(study: OrthancStudy): Study {
  const tags = { ...study.PatientMainDicomTags, ...study.MainDicomTags, ...study.RequestedTags };
  const value = (keyword: string) => tags[keyword]?.trim() ?? '';
  const images = Number.parseInt(value('NumberOfStudyRelatedInstances'), 10);
  return {
    id: study.ID,
    uid: value('StudyInstanceUID'),
    patientName: formatPersonName(value('PatientName')),
    patientId: value('PatientID'),
    birthDate: parseDicomDate(value('PatientBirthDate')),
    age: ageAt(value('PatientBirthDate'), value('StudyDate')),
    sex: value('PatientSex'),
    date: parseDicomDate(value('StudyDate'), value('StudyTime')),
    hasTime: value('StudyTime') !== '',
    description: value('StudyDescription'),
    accession: value('AccessionNumber'),
    referring: formatPersonName(value('ReferringPhysicianName')),
    institution: value('InstitutionName'),
    modalities: value('ModalitiesInStudy').split('\\').filter(Boolean),
    seriesCount: study.Series.length,
    imageCount: Number.isNaN(images) ? null : images,
  };
}

export interface Series {
  id: string;
  uid: string;
  modality: string;
  number: string;
  description: string;
  imageCount: number;
  /** The instance in the middle: the most telling picture of a volume. */
  sample: string | null;
}

export function presentSeries(series: OrthancSeries): Series {
  const value = (keyword: string) => series.MainDicomTags[keyword]?.trim() ?? '';
  return {
    id: series.ID,
    uid: value('SeriesInstanceUID'),
    modality: value('Modality'),
    number: value('SeriesNumber'),
    description: value('SeriesDescription'),
    imageCount: series.Instances.length,
    sample: series.Instances[Math.floor(series.Instances.length / 2)] ?? null,
  };
}

/** By number where there is one, as the machine counted them. */
export const bySeriesNumber = (a: Series, b: Series): number =>
  (Number.parseInt(a.number, 10) || 0) - (Number.parseInt(b.number, 10) || 0) || a.uid.localeCompare(b.uid);
