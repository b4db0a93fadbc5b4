import { html } from 'htm/preact';
import { Moon, Sun } from 'lucide';
import { IconButton } from '../../components/button.ts';
import { language, text } from '../../i18n/language.ts';
import { preferredTheme } from '../preferences.ts';
import { theme } from '../theme.ts';

/** One button for the other language, named in that language. */
export function LanguageSwitch() {
  const other = language.value === 'fr' ? 'en' : 'fr';
  const name = other === 'fr' ? 'Français' : 'English';
  const onClick = () => {
    language.value = other;
  };
  return html`<button
    type="button"
    lang=${other}
    title=${name}
    aria-label=${`${other.toUpperCase()} – ${name}`}
    class="inline-flex size-10 items-center justify-center rounded text-13 font-semibold text-ink-2 hover:bg-panel-2 hover:text-ink"
    onClick=${onClick}
  >
    ${other.toUpperCase()}
  </button>`;
}

/** Light or dark. The profile has the third choice, as the device. */
export function ThemeSwitch() {
  const t = text.value.shell;
  const dark = theme.value === 'dark' || (theme.value === 'system' && preferredTheme() === 'dark');
  const onClick = () => {
    theme.value = dark ? 'light' : 'dark';
  };
  return html`<${IconButton}
    label=${dark ? t.toLight : t.toDark}
    icon=${dark ? Sun : Moon}
    onClick=${onClick}
  />`;
}
