import type { FindRequest } from './resources.ts';

export type SortColumn = 'date' | 'name' | 'patientId';

/** What a person looks for in the list of studies. Dates are `YYYYMMDD`, empty strings ask for nothing. */
export interface StudySearch {
  name: string;
  patientId: string;
  from: string;
  to: string;
  modalities: string[];
  sort: SortColumn;
  descending: boolean;
  /** From 1. */
  page: number;
}

export const pageSize = 50;

export const everything: StudySearch = {
  name: '',
  patientId: '',
  from: '',
  to: '',
  modalities: [],
  sort: 'date',
  descending: true,
  page: 1,
};

export const isFiltered = (search: StudySearch): boolean =>
  Boolean(search.name || search.patientId || search.from || search.to || search.modalities.length);

/** Reads a search from the address; anything unreadable is left out. */
export function readStudySearch(parameters: URLSearchParams): StudySearch {
  const date = (name: string) => /^\d{8}$/.exec(parameters.get(name) ?? '')?.[0] ?? '';
  const sort = parameters.get('sort') ?? '-date';
  const column = sort.replace(/^-/, '');
  const page = Number(parameters.get('page') ?? 1);
  return {
    name: parameters.get('name')?.trim() ?? '',
    patientId: parameters.get('id')?.trim() ?? '',
    from: date('from'),
    to: date('to'),
    modalities: (parameters.get('mod') ?? '').split(',').filter((m) => /^[A-Z0-9_]{1,16}$/.test(m)),
    sort: column === 'name' || column === 'patientId' ? column : 'date',
    descending: sort.startsWith('-'),
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The opposite of reading: only what differs from the plain list. */
export function writeStudySearch(search: StudySearch): URLSearchParams {
  const parameters = new URLSearchParams();
  const put = (name: string, value: string) => value && parameters.set(name, value);
  put('name', search.name);
  put('id', search.patientId);
  put('from', search.from);
  put('to', search.to);
  put('mod', search.modalities.join(','));
  const sort = `${search.descending ? '-' : ''}${search.sort}`;
  if (sort !== '-date') put('sort', sort);
  if (search.page > 1) put('page', String(search.page));
  return parameters;
}

/** A part of a text, anywhere in it. Backslash separates values in DICOM, so it cannot be searched for. */
function anywhere(words: string): string {
  const parts = words.replaceAll('\\', ' ').split(/[\s^*]+/);
  return `*${parts.filter(Boolean).join('*')}*`.replace(/\*{2,}/g, '*');
}

/**
 * Orthanc ignores the case of plain letters, but neither the accents nor the case of accented ones, and its index leaves them out:
 * a star stands for each, and « démo » finds DÉMO and DEMO.
 */
const withoutAccents = (words: string) =>
  words
    .normalize('NFD')
    .replace(/[a-z]\p{M}+/giu, '*')
    .replace(/[æœøßłđ]/giu, '*');

/** For names that nothing matches as they were typed: any letter that is written with accents somewhere may be one. */
const withAnyAccents = (words: string) => withoutAccents(words).replace(/[aceinouy]/gi, '*');

type Question = Pick<FindRequest, 'Level' | 'Query' | 'CaseSensitive'>;

/**
 * The question for counting.
 * @param nearly also finds names that differ by accents, and some others
 */
export function studyQuestion(search: StudySearch, nearly = false): Question {
  const query: Record<string, string> = {};
  if (search.name) {
    query.PatientName = anywhere(nearly ? withAnyAccents(search.name) : withoutAccents(search.name));
  }
  if (search.patientId) query.PatientID = anywhere(search.patientId);
  if (search.from || search.to) query.StudyDate = `${search.from}-${search.to}`;
  if (search.modalities.length) query.ModalitiesInStudy = search.modalities.join('\\');
  return { Level: 'Study', Query: query, CaseSensitive: false };
}

const sortTags: Record<SortColumn, string[]> = {
  date: ['StudyDate', 'StudyTime'],
  name: ['PatientName', 'StudyDate'],
  patientId: ['PatientID', 'StudyDate'],
};

/** The question for one page of `/tools/find`: Orthanc itself orders and cuts. */
export function studyPageQuestion(search: StudySearch, nearly = false): FindRequest {
  const Direction = search.descending ? 'DESC' : 'ASC';
  return {
    ...studyQuestion(search, nearly),
    Limit: pageSize,
    Since: (search.page - 1) * pageSize,
    RequestedTags: ['ModalitiesInStudy', 'NumberOfStudyRelatedSeries', 'NumberOfStudyRelatedInstances'],
    OrderBy: sortTags[search.sort].map((Key) => ({ Type: 'DicomTag', Key, Direction })),
  };
}
