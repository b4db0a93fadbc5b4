import { html } from 'htm/preact';
import { ExternalLink, FileText } from 'lucide';
import { buttonClass } from '../../components/button.ts';
import { Icon } from '../../components/icon.ts';
import { text } from '../../i18n/language.ts';
import type { OtherObject } from '../study/arrangement.ts';
import type { SeriesSummary } from '../study/content.ts';
import { DownloadLink } from './image-messages.ts';
import { PatientBand, StudyBand } from './overlay.ts';

/** A series without pictures: what its objects are, and why there is nothing to see. */
export function OtherObjects({ series, others }: { series: SeriesSummary; others: readonly OtherObject[] }) {
  return html`<div class="relative min-h-0 min-w-0 flex-1 overflow-auto bg-viewer text-viewer-ink" data-status="objects">
    <${PatientBand} series=${series} />
    <${StudyBand} series=${series} />
    <ul class="mx-auto flex max-w-xl flex-col gap-3 px-4 py-28">
      ${others.map((object) => html`<${ObjectCard} key=${object.instanceId} object=${object} />`)}
    </ul>
  </div>`;
}

function ObjectCard({ object: { kind, instanceId } }: { object: OtherObject }) {
  const t = text.value.viewer;
  const [name, why] = t.kinds[kind] ?? [];
  return html`<li class="flex gap-3 rounded border border-line bg-viewer-chrome p-4" data-kind=${kind}>
    <${Icon} node=${FileText} size=${24} class="text-ink-2" />
    <div class="flex min-w-0 flex-col gap-2">
      <p class="font-semibold">${name}</p>
      <p class="text-ink-2">${why}</p>
      <p class="flex flex-wrap gap-2">
        ${
          kind === 'pdf' &&
          html`<a href=${`/instances/${instanceId}/pdf`} target="_blank" rel="noopener" class=${buttonClass()}>
            <${Icon} node=${ExternalLink} />${t.openPdf}
          </a>`
        }
        <${DownloadLink} instanceId=${instanceId} />
      </p>
    </div>
  </li>`;
}
