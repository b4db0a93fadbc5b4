import { html } from 'htm/preact';
import { ChevronDown } from 'lucide';
import { useEffect, useId, useRef } from 'preact/hooks';
import { ModalityBadge } from '../../../components/badge.ts';
import { Icon } from '../../../components/icon.ts';
import { commonModalities } from '../../../dicom/modality.ts';
import { text } from '../../../i18n/language.ts';

interface Props {
  chosen: string[];
  onChange: (modalities: string[]) => void;
}

/** Several modalities at once, in a panel that closes on Escape or a click elsewhere. */
export function ModalityChoice({ chosen, onChange }: Props) {
  const t = text.value.studies;
  const id = useId();
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const outside = event instanceof KeyboardEvent ? event.key === 'Escape' : !isInside(event);
      if (outside && details.current) details.current.open = false;
    };
    const isInside = (event: Event) =>
      event.target instanceof Node && (details.current?.contains(event.target) ?? false);
    addEventListener('click', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('click', close);
      removeEventListener('keydown', close);
    };
  }, []);
  const toggle = (modality: string) =>
    onChange(chosen.includes(modality) ? chosen.filter((m) => m !== modality) : [...chosen, modality]);

  return html`<div class="flex flex-col gap-1">
    <span id=${id} class="text-13 font-medium text-ink-2">${t.modality}</span>
    <details ref=${details} class="relative">
      <summary
        aria-labelledby=${`${id} ${id}-chosen`}
        class="flex h-9 list-none items-center justify-between gap-2 rounded border border-line bg-panel px-3 hover:border-ink-2 lg:min-w-32 [&::-webkit-details-marker]:hidden"
      >
        <span id=${`${id}-chosen`} class="truncate">${chosen.length > 0 ? chosen.join(', ') : t.allModalities}</span>
        <${Icon} node=${ChevronDown} class="text-ink-2" />
      </summary>
      <fieldset
        class="absolute left-0 z-10 mt-1 grid w-52 grid-cols-2 gap-1 rounded-panel border border-line bg-panel p-2 shadow-float sm:right-0 sm:left-auto"
      >
        <legend class="sr-only">${t.modalities}</legend>
        ${commonModalities.map(
          (
            modality,
          ) => html`<label key=${modality} class="flex h-9 items-center gap-2 rounded px-2 hover:bg-panel-2">
            <input
              type="checkbox"
              class="size-4 accent-accent"
              checked=${chosen.includes(modality)}
              onChange=${() => toggle(modality)}
            />
            <${ModalityBadge} modality=${modality} />
          </label>`,
        )}
      </fieldset>
    </details>
  </div>`;
}
