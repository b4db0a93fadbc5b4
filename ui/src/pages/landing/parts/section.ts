import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';

interface Props {
  title: string;
  text: string;
  children: ComponentChildren;
  /** The picture on the left. */
  flipped?: boolean;
}

/** A short text beside a piece of the product. */
export function Section({ title, text, children, flipped = false }: Props) {
  return html`<section class="grid items-center gap-8 md:grid-cols-2 md:gap-16">
    <div class=${flipped ? 'md:order-last' : ''}>
      <h2 class="text-28 font-semibold tracking-tight text-balance">${title}</h2>
      <p class="mt-3 text-16 text-pretty text-ink-2">${text}</p>
    </div>
    <div class="overflow-hidden rounded-panel border border-line bg-panel">${children}</div>
  </section>`;
}
