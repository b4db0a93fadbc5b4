import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import type { Language, ThemeChoice } from '../../app/preferences.ts';
import { user } from '../../app/session.ts';
import { theme } from '../../app/theme.ts';
import { PageHeading } from '../../components/page-heading.ts';
import { Segments } from '../../components/segments.ts';
import { language, text } from '../../i18n/language.ts';
import { Tokens } from './parts/tokens.ts';

/** The person's own page: who they are here, how it looks, what acts in their name. */
export function ProfilePage() {
  const t = text.value;
  const person = user.value;
  const languages: { value: Language; label: string; lang: string }[] = [
    { value: 'fr', label: 'Français', lang: 'fr' },
    { value: 'en', label: 'English', lang: 'en' },
  ];
  const themes: { value: ThemeChoice; label: string }[] = [
    { value: 'light', label: t.shell.themeLight },
    { value: 'dark', label: t.shell.themeDark },
    { value: 'system', label: t.shell.themeSystem },
  ];
  const chooseLanguage = (value: Language) => {
    language.value = value;
  };
  const chooseTheme = (value: ThemeChoice) => {
    theme.value = value;
  };
  return html`<div class="mx-auto flex max-w-4xl flex-col gap-4">
    <${PageHeading} title=${t.profile.title} />
    <${Panel} title=${t.profile.you}>
      <dl class="grid gap-x-6 gap-y-3 sm:grid-cols-3">
        <${Fact} label=${t.setUp.name} value=${person?.name ?? ''} />
        <${Fact} label=${t.signIn.email} value=${person?.email ?? ''} />
        <${Fact} label=${t.profile.roles} value=${person?.roles.join(', ') || t.profile.noRole} />
      </dl>
    <//>
    <${Panel} title=${t.profile.display}>
      <div class="flex flex-wrap gap-x-10 gap-y-4">
        <${Segments} label=${t.shell.language} options=${languages} chosen=${language.value} onChoose=${chooseLanguage} />
        <${Segments} label=${t.shell.theme} options=${themes} chosen=${theme.value} onChoose=${chooseTheme} />
      </div>
    <//>
    <${Tokens} />
  </div>`;
}

function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return html`<section class="rounded-panel border border-line bg-panel p-4 md:p-6">
    <h2 class="mb-4 text-16 font-semibold">${title}</h2>
    ${children}
  </section>`;
}

function Fact({ label, value }: { label: string; value: string }) {
  return html`<div class="min-w-0">
    <dt class="text-12 text-ink-2">${label}</dt>
    <dd class="break-words">${value}</dd>
  </div>`;
}
