import { html } from 'htm/preact';
import { modalityHue } from '../dicom/modality.ts';

/** The letters of a modality, one hue each. */
export function ModalityBadge({ modality }: { modality: string }) {
  return html`<span
    class="inline-flex h-5 min-w-9 items-center justify-center rounded-small badge-hue px-1 text-12 font-semibold"
    style=${{ '--hue': String(modalityHue(modality)) }}
    >${modality || '?'}</span
  >`;
}

/** The first modalities of a study on one line, and how many more there are. */
export function ModalityBadges({ modalities, most = 3 }: { modalities: string[]; most?: number }) {
  const more = modalities.slice(most);
  return html`<span class="inline-flex items-center gap-1">
    ${modalities.slice(0, most).map((m) => html`<${ModalityBadge} key=${m} modality=${m} />`)}
    ${more.length > 0 && html`<span class="text-12 text-ink-2" title=${more.join(', ')}>+${more.length}</span>`}
  </span>`;
}
