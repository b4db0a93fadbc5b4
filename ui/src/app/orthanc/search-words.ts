import { formatDicomDate } from '../../dicom/date-time.ts';
import { commonModalities } from '../../dicom/modality.ts';
import { everything, type StudySearch } from './study-search.ts';

/** What people call a modality, without accents. */
const modalityWords: Record<string, string[]> = {
  irm: ['MR'],
  mri: ['MR'],
  scanner: ['CT'],
  tdm: ['CT'],
  echo: ['US'],
  echographie: ['US'],
  ultrasound: ['US'],
  radio: ['CR', 'DX'],
  radiographie: ['CR', 'DX'],
  xray: ['CR', 'DX'],
  'x-ray': ['CR', 'DX'],
  mammo: ['MG'],
  mammographie: ['MG'],
  mammography: ['MG'],
  tep: ['PT'],
  pet: ['PT'],
  scintigraphie: ['NM'],
};

const modalityCodes = new Set<string>([...commonModalities, 'SC', 'SR']);

const dayWords: Record<string, number> = {
  "aujourd'hui": 0,
  today: 0,
  hier: -1,
  yesterday: -1,
  'avant-hier': -2,
};

/**
 * Understands the one search box: « dupont irm hier » is a name, a modality and a day. Words that hold a digit and are no date
 * are taken for a patient identifier. A modality code counts only in capitals: « us » may be a name.
 */
export function understandWords(words: string, today = new Date()): StudySearch {
  const search: StudySearch = { ...everything, modalities: [] };
  const names: string[] = [];
  for (const word of words.trim().split(/\s+/).filter(Boolean)) {
    const plain = plainWord(word);
    const modalities = modalityWords[plain] ?? (modalityCodes.has(word) ? [word] : null);
    const days = readDays(plain, today);
    if (modalities) search.modalities.push(...modalities.filter((m) => !search.modalities.includes(m)));
    else if (days) [search.from, search.to] = days;
    else if (/\d/.test(word)) search.patientId = word;
    else names.push(word);
  }
  search.name = names.join(' ');
  return search;
}

const plainWord = (word: string) =>
  word.normalize('NFD').replace(/\p{M}/gu, '').replace(/’/g, "'").toLowerCase();

/** The first and last day that a word means, as DICOM dates. */
function readDays(word: string, today: Date): [from: string, to: string] | null {
  const offset = dayWords[word];
  if (offset !== undefined) {
    const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + offset);
    return [formatDicomDate(day), formatDicomDate(day)];
  }
  const day = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(word);
  if (day) return span(Number(day[3]), Number(day[2]), Number(day[1]));
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(word);
  if (iso) return span(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const month = /^(\d{1,2})\/(\d{4})$/.exec(word);
  if (month) return span(Number(month[2]), Number(month[1]));
  return null;
}

function span(year: number, month: number, day?: number): [string, string] | null {
  const first = new Date(year, month - 1, day ?? 1);
  if (first.getMonth() !== month - 1 || first.getDate() !== (day ?? 1)) return null;
  const last = day ? first : new Date(year, month, 0);
  return [formatDicomDate(first), formatDicomDate(last)];
}
