import { html } from 'htm/preact';
import { ArrowLeft, FileQuestionMark, TriangleAlert } from 'lucide';
import { pages } from '../../app/address.ts';
import { Icon } from '../../components/icon.ts';
import { SkeletonBlock } from '../../components/skeleton.ts';
import { EmptyState, ErrorState } from '../../components/state.ts';
import { text } from '../../i18n/language.ts';
import { useStudies } from './data.ts';
import { PatientBand } from './parts/patient-band.ts';
import { SeriesGrid } from './parts/series-grid.ts';

/** One study: whose it is, what it is, and its series. */
export function StudyPage({ studyUid = '' }: { studyUid?: string }) {
  const t = text.value.study;
  const studies = useStudies(studyUid);
  return html`<div class="mx-auto flex max-w-[90rem] flex-col gap-4">
    <a href=${pages.studies} class="inline-flex h-8 items-center gap-2 self-start rounded text-ink-2 hover:text-ink">
      <${Icon} node=${ArrowLeft} />${t.back}
    </a>
    <${Content} studies=${studies} />
  </div>`;
}

function Content({ studies }: { studies: ReturnType<typeof useStudies> }) {
  const t = text.value.study;
  if (studies.isError)
    return html`<${ErrorState} problem=${studies.error} onRetry=${() => void studies.refetch()} />`;
  if (studies.data === undefined)
    return html`<div role="status" aria-label=${text.value.common.loading} class="flex flex-col gap-4">
      <${SkeletonBlock} class="h-32 rounded-panel" /><${SkeletonBlock} class="h-64 rounded-panel" />
    </div>`;
  if (studies.data.length === 0)
    return html`<${EmptyState} whole=${true} icon=${FileQuestionMark} title=${t.notFoundTitle} message=${t.notFoundText} />`;
  return html`
    ${
      studies.data.length > 1 &&
      html`<p class="flex gap-2 rounded border border-warn p-3 text-warn">
        <${Icon} node=${TriangleAlert} class="mt-0.5" />${t.sameUid}
      </p>`
    }
    ${studies.data.map(
      (study) => html`<div key=${study.id} class="flex flex-col gap-4">
        <${PatientBand} study=${study} />
        <${SeriesGrid} study=${study} />
      </div>`,
    )}
  `;
}
