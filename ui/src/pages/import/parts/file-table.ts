import { html } from 'htm/preact';
import { CircleCheck, CircleDashed, CircleMinus, CircleX, type IconNode, Upload } from 'lucide';
import { useState } from 'preact/hooks';
import type { ImportItem, ItemState, Progress } from '../../../app/import/queue.ts';
import { reasonText } from '../../../app/import/reply.ts';
import { importQueue } from '../../../app/import/running.ts';
import { Button } from '../../../components/button.ts';
import { Icon } from '../../../components/icon.ts';
import { format, text } from '../../../i18n/language.ts';

const step = 100;

const marks: Record<ItemState, { icon: IconNode; tone: string }> = {
  stored: { icon: CircleCheck, tone: 'text-ok' },
  known: { icon: CircleCheck, tone: 'text-info' },
  refused: { icon: CircleX, tone: 'text-danger' },
  ignored: { icon: CircleMinus, tone: 'text-ink-2' },
  cancelled: { icon: CircleMinus, tone: 'text-warn' },
  sending: { icon: Upload, tone: 'text-accent' },
  waiting: { icon: CircleDashed, tone: 'text-ink-2' },
};

const states = Object.keys(marks) as ItemState[];

/** What became of each file, refusals with their reason. */
export function FileTable({ progress }: { progress: Progress }) {
  const t = text.value.import;
  const [only, setOnly] = useState<ItemState | null>(null);
  const [limit, setLimit] = useState(step);
  const items = only ? importQueue.items.filter((item) => item.state === only) : importQueue.items;
  const choose = (state: ItemState | null) => {
    setOnly(state);
    setLimit(step);
  };
  const choices = [
    { state: null, label: t.all, count: progress.total },
    ...states
      .map((state) => ({ state, label: t.counts[state], count: progress.counts[state] }))
      .filter(({ count, state }) => count > 0 || state === only),
  ];
  return html`<section class="overflow-hidden rounded-panel border border-line bg-panel">
    <div class="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-3">
      <h2 class="text-16 font-semibold">${t.files}</h2>
      <div role="group" aria-label=${t.filter} class="flex flex-wrap gap-1">
        ${choices.map(
          ({ state, label, count }) => html`<button
            key=${label}
            type="button"
            aria-pressed=${only === state}
            class=${`h-8 rounded-full px-3 text-13 ${only === state ? 'bg-accent-soft font-medium text-accent' : 'text-ink-2 hover:bg-panel-2'}`}
            onClick=${() => choose(state)}
          >
            ${label} <span class="ml-1">${format.value.number(count)}</span>
          </button>`,
        )}
      </div>
    </div>
    <table class="w-full table-fixed border-collapse text-left">
      <colgroup>
        <col class="w-2/5" />
        <col />
        <col class="w-24 max-sm:w-0" />
      </colgroup>
      <thead class="sr-only">
        <tr>
          <th scope="col">${t.file}</th>
          <th scope="col">${t.result}</th>
          <th scope="col">${t.size}</th>
        </tr>
      </thead>
      <tbody>
        ${items.slice(0, limit).map((item) => html`<${FileRow} key=${item} item=${item} />`)}
      </tbody>
    </table>
    ${
      items.length > limit &&
      html`<div class="border-t border-line p-2">
        <${Button} look="quiet" size="compact" onClick=${() => setLimit(limit + step)}>${t.showMore}<//>
      </div>`
    }
  </section>`;
}

function FileRow({ item }: { item: ImportItem }) {
  const t = text.value.import;
  const { icon, tone } = marks[item.state];
  const state = t.counts[item.state];
  return html`<tr class="h-8 border-b border-line last:border-0">
    <td class="truncate px-4 py-1.5 font-mono text-12" title=${item.path}>${item.path}</td>
    <td class="px-2 py-1.5 text-13">
      <span class=${`flex items-start gap-2 ${tone}`}>
        <${Icon} node=${icon} class="mt-0.5" />${item.reason ? reasonText(item.reason, t) : state}
      </span>
    </td>
    <td class="px-4 py-1.5 text-right text-12 whitespace-nowrap text-ink-2 tabular-nums max-sm:hidden">
      ${format.value.bytes(item.file.size)}
    </td>
  </tr>`;
}
