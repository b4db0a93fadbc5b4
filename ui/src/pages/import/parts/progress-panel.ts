import { html } from 'htm/preact';
import { CircleCheck, Info, Pause, Play, X } from 'lucide';
import type { Progress } from '../../../app/import/queue.ts';
import { importQueue } from '../../../app/import/running.ts';
import { Button } from '../../../components/button.ts';
import { Icon } from '../../../components/icon.ts';
import { format, text } from '../../../i18n/language.ts';

/** How far the import is: files, rate, time left; and how to halt it. */
export function ProgressPanel({ progress }: { progress: Progress }) {
  const t = text.value.import;
  const { number, bytes, duration } = format.value;
  const { phase, counts, total } = progress;
  const done = total - counts.waiting - counts.sending;
  const finished = phase === 'done';
  const percent = finished
    ? 100
    : Math.floor(progress.totalBytes ? (progress.bytes / progress.totalBytes) * 100 : 0);
  const facts = [
    `${number(done)} / ${text.value.common.files(total)}`,
    `${bytes(progress.bytes)} / ${bytes(progress.totalBytes)}`,
    progress.bytesPerSecond ? t.rate(bytes(progress.bytesPerSecond)) : '',
    progress.secondsLeft !== null && progress.secondsLeft > 1 ? t.left(duration(progress.secondsLeft)) : '',
  ].filter(Boolean);

  return html`<section aria-label=${t.progress} class="rounded-panel border border-line bg-panel p-4 md:p-6">
    <div class="flex flex-wrap items-center justify-between gap-3">
      <h2 class="flex items-center gap-2 text-16 font-semibold" aria-live="polite">
        ${finished && html`<${Icon} node=${CircleCheck} size=${20} class="text-ok" />`}${headline(progress)}
      </h2>
      <div class="flex gap-2"><${Controls} phase=${phase} /></div>
    </div>
    <div
      role="progressbar"
      aria-label=${t.progress}
      aria-valuemin=${0}
      aria-valuemax=${100}
      aria-valuenow=${percent}
      class="mt-4 h-2 overflow-hidden rounded-full bg-panel-2"
    >
      <div
        class=${`h-full origin-left rounded-full transition-transform duration-180 ${phase === 'running' || finished ? 'bg-accent' : 'bg-warn'}`}
        style=${{ transform: `scaleX(${percent / 100})` }}
      ></div>
    </div>
    <p class="mt-2 flex flex-wrap gap-x-6 gap-y-1 text-13 text-ink-2 tabular-nums">
      ${facts.map((fact) => html`<span key=${fact}>${fact}</span>`)}
    </p>
    <${Obstacle} phase=${phase} />
  </section>`;
}

function headline({ phase, counts }: Progress): string {
  const t = text.value.import;
  if (phase === 'done') return counts.cancelled > 0 ? t.doneCancelled : t.done;
  return phase === 'running' ? t.progress : t.paused;
}

function Controls({ phase }: { phase: Progress['phase'] }) {
  const t = text.value.import;
  if (phase === 'done')
    return html`<${Button} size="compact" onClick=${() => importQueue.clear()}>${t.clear}<//>`;
  const running = phase === 'running';
  return html`
    <${Button}
      size="compact"
      icon=${running ? Pause : Play}
      onClick=${() => (running ? importQueue.pause() : importQueue.resume())}
    >
      ${running ? t.pause : t.resume}
    <//>
    <${Button} size="compact" look="danger" icon=${X} onClick=${() => importQueue.cancel()}>${t.cancel}<//>
  `;
}

/** Why it does not go on, and what to do. */
function Obstacle({ phase }: { phase: Progress['phase'] }) {
  const t = text.value.import;
  const messages: Partial<Record<Progress['phase'], string>> = {
    network: t.waitingNetwork,
    session: t.waitingSession,
    refused: t.waitingRefused,
  };
  const message = messages[phase];
  return html`<div role="alert">
    ${
      message &&
      html`<p class="mt-4 flex gap-2 rounded border border-warn p-3 text-warn">
        <${Icon} node=${Info} class="mt-0.5" />${message}
      </p>`
    }
  </div>`;
}
