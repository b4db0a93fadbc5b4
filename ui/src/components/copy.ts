import { html } from 'htm/preact';
import { Copy } from 'lucide';
import { text } from '../i18n/language.ts';
import { Icon } from './icon.ts';
import { announce } from './toast.ts';

/** Long identifiers are recognised by their ends. */
const shorten = (value: string, ends = 8): string =>
  value.length <= 2 * ends + 1 ? value : `${value.slice(0, ends)}…${value.slice(-ends)}`;

/** An identifier, shortened in the middle; a click copies it whole. */
export function CopyableId({ value }: { value: string }) {
  const t = text.value.common;
  const onClick = async () => {
    await navigator.clipboard.writeText(value);
    announce(t.copied);
  };
  return html`<button
    type="button"
    class="inline-flex max-w-full items-center gap-1.5 rounded-small font-mono text-12 text-ink-2 hover:text-ink"
    title=${value}
    onClick=${onClick}
  >
    <span class="sr-only">${t.copy}</span><span class="truncate">${shorten(value)}</span><${Icon} node=${Copy} />
  </button>`;
}
