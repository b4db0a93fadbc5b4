import { computed, effect, signal } from '@preact/signals';
import { type Language, preferredLanguage, writePreference } from '../app/preferences.ts';
import { type Catalog, en } from './en.ts';
import { createFormat } from './format.ts';
import { fr } from './fr.ts';

const catalogs: Record<Language, Catalog> = { fr, en };

export const language = signal<Language>(preferredLanguage());

/** Every string of the interface, in the chosen language: `text.value.studies.title`. */
export const text = computed<Catalog>(() => catalogs[language.value]);

/** Dates, numbers and sizes in the chosen language. */
export const format = computed(() => createFormat(language.value));

/** Remembers the choice and tells assistive technology. */
export function followLanguage(): void {
  effect(() => {
    writePreference('language', language.value);
    document.documentElement.lang = language.value;
  });
}
