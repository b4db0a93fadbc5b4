import { html } from 'htm/preact';
import { modalityHue } from '../dicom/modality.ts';

/** The two letters of a modality, one hue each. */
export function ModalityBadge({ modality }: { modality: string }) {
  return html`<span
    class="inline-flex h-5 min-w-9 items-center justify-center rounded-small bg-badge-back px-1 text-12 font-semibold text-badge-ink"
    style=${{ '--hue': String(modalityHue(modality)) }}
    >${modality || '?'}</span
  >`;
}
