import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { text } from '../i18n/language.ts';

/** The title of a page, also in the browser's tab. */
export function PageHeading({ title, children }: { title: string; children?: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · ${text.value.product.name}`;
  }, [title]);
  return html`<div class="flex min-h-10 flex-wrap items-center justify-between gap-x-6 gap-y-3">
    <h1 class="text-20 font-semibold tracking-tight">${title}</h1>
    ${children}
  </div>`;
}
