import { html } from 'htm/preact';
import { text } from '../i18n/language.ts';

/** Rows in the place of those that are loading, so that nothing moves when they come. */
export function SkeletonRows({ rows, height = 40 }: { rows: number; height?: number }) {
  return html`<div role="status" aria-label=${text.value.common.loading}>
    ${Array.from(
      { length: rows },
      (_, index) => html`<div
        key=${index}
        class="flex items-center gap-6 border-b border-line px-4"
        style=${{ height: `${height}px` }}
      >
        <div class="skeleton h-5 w-9"></div>
        <div class="skeleton h-3.5 flex-[2]"></div>
        <div class="skeleton hidden h-3.5 flex-1 sm:block"></div>
        <div class="skeleton hidden h-3.5 flex-[2] md:block"></div>
        <div class="skeleton h-3.5 w-20"></div>
      </div>`,
    )}
  </div>`;
}

/** One grey block. */
export function SkeletonBlock({ class: className }: { class: string }) {
  return html`<div class=${`skeleton ${className}`}></div>`;
}
