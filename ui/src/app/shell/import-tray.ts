import { html } from 'htm/preact';
import { text } from '../../i18n/language.ts';
import { pages } from '../address.ts';
import { importQueue } from '../import/running.ts';

const radius = 8;
const circumference = 2 * Math.PI * radius;

/** A ring that fills while an import runs, wherever the person is. */
export function ImportTray() {
  const { phase, counts, total, bytes, totalBytes } = importQueue.progress.value;
  if (phase === 'idle' || phase === 'done') return null;
  const done = total - counts.waiting - counts.sending;
  const part = totalBytes > 0 ? bytes / totalBytes : 0;
  const label = text.value.shell.importRunning(done, total);
  return html`<a
    href=${pages.import}
    title=${label}
    aria-label=${label}
    class="inline-flex size-10 items-center justify-center rounded hover:bg-panel-2"
  >
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" class="-rotate-90">
      <circle cx="10" cy="10" r=${radius} fill="none" stroke-width="2.5" class="stroke-line" />
      <circle
        cx="10"
        cy="10"
        r=${radius}
        fill="none"
        stroke-width="2.5"
        stroke-linecap="round"
        stroke-dasharray=${circumference}
        stroke-dashoffset=${circumference * (1 - part)}
        class=${phase === 'running' ? 'stroke-accent' : 'stroke-warn'}
      />
    </svg>
  </a>`;
}
