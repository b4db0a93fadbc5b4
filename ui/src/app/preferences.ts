/** What a person chose on this device. Kept in the browser's storage, which may be refused (private windows). */
export type Language = 'fr' | 'en';
export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const keys = { language: 'sgim.language', theme: 'sgim.theme', sidebar: 'sgim.sidebar' } as const;

export function readPreference(name: keyof typeof keys): string | null {
  try {
    return localStorage.getItem(keys[name]);
  } catch {
    return null;
  }
}

export function writePreference(name: keyof typeof keys, value: string): void {
  try {
    localStorage.setItem(keys[name], value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** The language chosen here, else the browser's if it is French or English, else French. */
export function preferredLanguage(): Language {
  const chosen = readPreference('language');
  if (chosen === 'fr' || chosen === 'en') return chosen;
  for (const tag of navigator.languages) {
    const language = tag.slice(0, 2).toLowerCase();
    if (language === 'fr' || language === 'en') return language;
  }
  return 'fr';
}

export function themeChoice(): ThemeChoice {
  const chosen = readPreference('theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function preferredTheme(): Theme {
  const chosen = themeChoice();
  if (chosen !== 'system') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}
