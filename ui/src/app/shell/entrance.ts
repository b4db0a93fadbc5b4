import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { Mark } from '../../components/mark.ts';
import { text } from '../../i18n/language.ts';
import { pages } from '../address.ts';
import { LanguageSwitch, ThemeSwitch } from './display-choices.ts';

/** What surrounds the pages that need no session: one column in the middle. */
export function Entrance({ children, wide = false }: { children: ComponentChildren; wide?: boolean }) {
  const t = text.value;
  return html`<div class="flex min-h-dvh flex-col">
    <header class="flex h-14 items-center justify-between px-4 md:px-6">
      <a href=${pages.landing} class="flex items-center gap-2.5 rounded">
        <${Mark} /><span class="text-16 font-semibold tracking-tight">SGIM</span>
      </a>
      <div class="flex"><${LanguageSwitch} /><${ThemeSwitch} /></div>
    </header>
    <main class=${`mx-auto w-full flex-1 px-4 py-8 ${wide ? 'max-w-3xl' : 'flex max-w-sm flex-col justify-center pb-24'}`}>
      ${children}
    </main>
    <footer class="flex flex-wrap justify-center gap-x-4 gap-y-1 px-4 py-4 text-13 text-ink-2">
      <span>${t.product.notDiagnostic}</span>
      <a href=${pages.help} class="underline underline-offset-2 hover:text-ink">${t.shell.help}</a>
    </footer>
  </div>`;
}
