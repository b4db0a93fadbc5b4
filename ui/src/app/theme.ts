import { effect, signal } from '@preact/signals';
import { preferredTheme, type ThemeChoice, themeChoice, writePreference } from './preferences.ts';

/** What was chosen; `system` follows the device. */
export const theme = signal<ThemeChoice>(themeChoice());

/** Keeps the page in the chosen theme, also when the device changes its own. */
export function followTheme(): void {
  const apply = () => {
    document.documentElement.dataset.theme = preferredTheme();
  };
  effect(() => {
    writePreference('theme', theme.value);
    apply();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
}
