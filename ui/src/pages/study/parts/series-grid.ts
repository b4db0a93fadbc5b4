import { html } from 'htm/preact';
import { FileText, Layers } from 'lucide';
import { useState } from 'preact/hooks';
import { pages } from '../../../app/address.ts';
import type { Series, Study } from '../../../app/orthanc/study.ts';
import { ModalityBadge } from '../../../components/badge.ts';
import { Icon } from '../../../components/icon.ts';
import { SkeletonBlock } from '../../../components/skeleton.ts';
import { EmptyState, ErrorState } from '../../../components/state.ts';
import { hasPicture } from '../../../dicom/modality.ts';
import { text } from '../../../i18n/language.ts';
import { useSeries } from '../data.ts';

const gridClass = 'grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(11rem,1fr))]';

/** The series as pictures; each opens the viewer on itself. */
export function SeriesGrid({ study }: { study: Study }) {
  const t = text.value.study;
  const series = useSeries(study.id);
  return html`<section aria-label=${t.series}>
    <h2 class="mb-3 text-16 font-semibold">
      ${t.series}${series.data && html`<span class="ml-2 font-normal text-ink-2">${series.data.length}</span>`}
    </h2>
    ${content()}
  </section>`;

  function content() {
    if (series.isError)
      return html`<${ErrorState} problem=${series.error} onRetry=${() => void series.refetch()} />`;
    if (series.data === undefined)
      return html`<div role="status" aria-label=${text.value.common.loading} class=${gridClass}>
        ${Array.from({ length: Math.min(study.seriesCount, 12) }, (_, index) => html`<${SkeletonBlock} key=${index} class="h-56 rounded-panel" />`)}
      </div>`;
    if (series.data.length === 0)
      return html`<${EmptyState} icon=${Layers} title=${t.emptyTitle} message=${t.emptyText} />`;
    return html`<ul class=${gridClass}>
      ${series.data.map((one) => html`<li key=${one.id}><${SeriesCard} series=${one} study=${study} /></li>`)}
    </ul>`;
  }
}

function SeriesCard({ series, study }: { series: Series; study: Study }) {
  const t = text.value;
  return html`<a
    href=${`${pages.viewer(study.uid)}#series=${series.id}`}
    class="group block h-full overflow-hidden rounded-panel border border-line bg-panel transition-colors duration-150 hover:border-accent"
  >
    <${Thumbnail} series=${series} />
    <div class="p-3">
      <div class="flex items-center justify-between gap-2">
        <${ModalityBadge} modality=${series.modality} />
        <span class="text-12 text-ink-2">${t.common.images(series.imageCount)}</span>
      </div>
      <p class="mt-2 line-clamp-2 text-13 font-medium break-words">
        ${series.description || t.study.seriesNumber(series.number || '–')}
      </p>
      ${series.description && series.number && html`<p class="text-12 text-ink-2">${t.study.seriesNumber(series.number)}</p>`}
    </div>
  </a>`;
}

/** A small picture that the server renders; a word where there is none. */
function Thumbnail({ series }: { series: Series }) {
  const t = text.value.study;
  const [failed, setFailed] = useState(false);
  const shown = series.sample !== null && hasPicture(series.modality) && !failed;
  return html`<div class="flex aspect-square items-center justify-center bg-viewer">
    ${
      shown
        ? html`<img
            src=${`/instances/${series.sample}/rendered?width=256&height=256`}
            alt=""
            loading="lazy"
            decoding="async"
            width="256"
            height="256"
            class="size-full object-contain"
            onError=${() => setFailed(true)}
          />`
        : html`<span class="flex flex-col items-center gap-2 text-13 text-viewer-ink">
            <${Icon} node=${FileText} size=${24} />${t.noPreview}
          </span>`
    }
  </div>`;
}
