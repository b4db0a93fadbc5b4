/**
 * Reads a DICOM date (VR DA, `YYYYMMDD`; `YYYY.MM.DD` of ACR-NEMA too) and, if given, a time (VR TM, `HHMMSS.FFFFFF`, shortened
 * from the right) as local time: DICOM gives them without a zone, as the place of the study counted them.
 *
 * @returns null when the date is absent or is not a day of the calendar; a bad time is midnight
 */
export function parseDicomDate(date: string | undefined, time = ''): Date | null {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date?.trim() ?? '');
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const { hours, minutes, seconds } = parseDicomTime(time) ?? { hours: 0, minutes: 0, seconds: 0 };
  const parsed = new Date(year, month - 1, day, hours, minutes, seconds);
  const exists = parsed.getFullYear() === year && parsed.getMonth() === month - 1 && parsed.getDate() === day;
  return exists ? parsed : null;
}

/** Hours, minutes and whole seconds of a DICOM time; null when it is absent or out of range. A leap second counts as 59. */
export function parseDicomTime(time: string): { hours: number; minutes: number; seconds: number } | null {
  const match = /^(\d{2}):?(?:(\d{2}):?(?:(\d{2})(?:\.\d{1,6})?)?)?$/.exec(time.trim());
  if (!match) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 60) return null;
  return { hours, minutes, seconds: Math.min(seconds, 59) };
}

/** A day as DICOM writes it (VR DA). */
export function formatDicomDate(date: Date): string {
  const part = (value: number, length: number) => String(value).padStart(length, '0');
  return part(date.getFullYear(), 4) + part(date.getMonth() + 1, 2) + part(date.getDate(), 2);
}
