import { html } from 'htm/preact';
import type { IconNode } from 'lucide';
import { h } from 'preact';

interface Props {
  node: IconNode;
  size?: 16 | 20 | 24 | 40;
  class?: string;
}

/** A lucide icon. Decorative: the word beside it, or the label of its button, says what it means. */
export function Icon({ node, size = 16, class: className = '' }: Props) {
  return html`<svg
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    class=${`shrink-0 ${className}`}
    aria-hidden="true"
  >
    ${node.map(([tag, attributes], index) => h(tag, { ...attributes, key: index }))}
  </svg>`;
}
