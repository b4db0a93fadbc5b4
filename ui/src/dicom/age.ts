import { parseDicomDate } from './date-time.ts';

export interface Age {
  value: number;
  unit: 'year' | 'month' | 'week' | 'day';
}

const units = { Y: 'year', M: 'month', W: 'week', D: 'day' } as const;

/** Reads a DICOM age (VR AS): `042Y`, `006M`, `002W`, `010D`. */
export function parseAge(value: string | undefined): Age | null {
  const match = /^(\d{3})([YMWD])$/.exec(value?.trim() ?? '');
  if (!match) return null;
  return { value: Number(match[1]), unit: units[match[2] as keyof typeof units] };
}

/**
 * The age on the day of the study, counted as people do: years from two on, months before, days in the first month. Null when a
 * date is missing, or when they cannot both be true.
 */
export function ageAt(birthDate: string | undefined, studyDate: string | undefined): Age | null {
  const birth = parseDicomDate(birthDate);
  const study = parseDicomDate(studyDate);
  if (!birth || !study || study < birth) return null;
  let months = (study.getFullYear() - birth.getFullYear()) * 12 + study.getMonth() - birth.getMonth();
  if (study.getDate() < birth.getDate()) months -= 1;
  if (months > 12 * 130) return null;
  if (months >= 24) return { value: Math.floor(months / 12), unit: 'year' };
  if (months >= 1) return { value: months, unit: 'month' };
  return { value: Math.round((study.getTime() - birth.getTime()) / 86_400_000), unit: 'day' };
}

/** « 42 ans », "6 months". */
export function formatAge({ value, unit }: Age, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
