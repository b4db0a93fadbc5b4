import { html } from 'htm/preact';

/** The mark of the product: a slice through a head. */
export function Mark({ size = 28 }: { size?: number }) {
  return html`<svg width=${size} height=${size} viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="8" class="fill-accent" />
    <g fill="none" class="stroke-on-accent">
      <ellipse cx="16" cy="16" rx="8.5" ry="10.5" stroke-width="2" />
      <ellipse cx="16" cy="16" rx="4.5" ry="6" stroke-width="1.5" opacity="0.75" />
      <path d="M16 5.500v21" stroke-width="1.25" opacity="0.75" />
    </g>
  </svg>`;
}
