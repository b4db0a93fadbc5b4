import { html } from 'htm/preact';

interface Option {
  value: string;
  label: string;
  lang?: string;
}

interface Props<V extends string> {
  label: string;
  options: (Option & { value: V })[];
  chosen: V;
  onChoose: (value: V) => void;
}

/** One of a few choices, all in sight. */
export function Segments<V extends string>({ label, options, chosen, onChoose }: Props<V>) {
  return html`<div role="group" aria-label=${label} class="flex flex-col gap-1">
    <span class="text-13 font-medium text-ink-2">${label}</span>
    <div class="inline-flex gap-1 self-start rounded border border-line bg-panel-2 p-1">
      ${options.map(
        ({ value, label: name, lang }) => html`<button
          key=${value}
          type="button"
          lang=${lang}
          aria-pressed=${value === chosen}
          class=${`h-8 rounded-small px-3 text-13 transition-colors duration-150 ${value === chosen ? 'bg-panel font-medium text-accent' : 'text-ink-2 hover:text-ink'}`}
          onClick=${() => onChoose(value)}
        >
          ${name}
        </button>`,
      )}
    </div>
  </div>`;
}
