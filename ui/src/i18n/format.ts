import type { Language } from '../app/preferences.ts';

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

const day = 86_400_000;

/** Dates, numbers and sizes as the language writes them. */
export function createFormat(language: Language) {
  const locale = locales[language];
  const numbers = new Intl.NumberFormat(locale);
  const decimals = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const dates = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric' });
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' });
  const units = language === 'fr' ? ['o', 'ko', 'Mo', 'Go', 'To'] : ['B', 'KB', 'MB', 'GB', 'TB'];

  return {
    number: (value: number) => numbers.format(value),
    date: (date: Date) => dates.format(date),
    time: (date: Date) => times.format(date),
    /** Date and time of day. */
    moment: (date: Date) => moments.format(date),
    list: (items: string[]) => lists.format(items),

    /** Bytes in the largest unit that keeps a whole digit, powers of 1,000. */
    bytes(value: number): string {
      let unit = 0;
      let amount = value;
      while (amount >= 1000 && unit < units.length - 1) {
        amount /= 1000;
        unit += 1;
      }
      const shown =
        unit === 0 || amount >= 100 ? numbers.format(Math.round(amount)) : decimals.format(amount);
      return `${shown} ${units[unit]}`;
    },

    /** « hier », "3 days ago"; null when it is further than a week, where the date itself says more. */
    relativeDay(date: Date, now = new Date()): string | null {
      const days = Math.round((startOfDay(date) - startOfDay(now)) / day);
      return Math.abs(days) <= 7 ? relative.format(days, 'day') : null;
    },

    /** Seconds as a rough remaining time: « 12 s », « 3 min », « 2 h 05 ». */
    duration(seconds: number): string {
      if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
      const minutes = Math.round(seconds / 60);
      if (minutes < 60) return `${minutes} min`;
      return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`;
    },
  };
}

/** Midnight in universal time of the local calendar day, so that summer time does not shorten a day. */
const startOfDay = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
