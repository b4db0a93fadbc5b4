import { html } from 'htm/preact';
import { ArrowLeft, ImageOff, TriangleAlert } from 'lucide';
import { useEffect, useMemo } from 'preact/hooks';
import { pages } from '../app/address.ts';
import { fragment } from '../app/fragment.ts';
import { useQuery } from '../app/queries.ts';
import { Icon } from '../components/icon.ts';
import { EmptyState, ErrorState } from '../components/state.ts';
import { hasPicture } from '../dicom/modality.ts';
import { text } from '../i18n/language.ts';
import { followKeyboard } from './keyboard.ts';
import { OtherObjects } from './parts/other-objects.ts';
import { SeriesStrip } from './parts/series-strip.ts';
import { Toolbar } from './parts/toolbar.ts';
import { Viewport } from './parts/viewport.ts';
import { ViewerSession } from './session.ts';
import { readSeries, type SeriesSummary } from './study/content.ts';

/** The viewer of one study, on an address of its own. Always dark. */
export function ViewerPage({ studyUid }: { studyUid: string }) {
  const { data, error, refetch } = useQuery({
    key: ['viewer-series', studyUid],
    read: ({ signal }) => readSeries(studyUid, signal),
  });
  const t = text.value.viewer;
  let content = html`<div class="flex-1 bg-viewer" aria-busy="true"></div>`;
  if (data && data.length > 0)
    content = html`<${Reader} key=${studyUid} studyUid=${studyUid} series=${data} />`;
  else if (data)
    content = html`<${EmptyState} icon=${ImageOff} title=${t.emptyTitle} message=${t.emptyText} />`;
  else if (error) content = html`<${ErrorState} problem=${error} onRetry=${() => void refetch()} />`;
  return html`<main data-theme="dark" class="flex h-dvh flex-col overflow-hidden bg-viewer-chrome text-ink">
    <h1 class="sr-only">${t.title}</h1>
    ${content}
    ${!(data && data.length > 0) && html`<p class="p-4 text-center"><${BackLink} studyUid=${studyUid} /></p>`}
  </main>`;
}

function Reader({ studyUid, series }: { studyUid: string; series: SeriesSummary[] }) {
  const session = useMemo(() => new ViewerSession(series), []);
  useEffect(() => {
    void session.select(firstSeries(series));
    const unfollow = followKeyboard(session);
    return () => {
      unfollow();
      session.dispose();
    };
  }, []);
  return html`<header class="flex items-center gap-1 border-b max-md:flex-wrap border-line px-2 py-1">
      <${BackLink} studyUid=${studyUid} />
      <${Toolbar} session=${session} />
      <${Notice} />
    </header>
    <div class="flex min-h-0 flex-1 max-md:flex-col">
      <${SeriesStrip} session=${session} />
      <${Stage} session=${session} />
    </div>`;
}

/** The open series. The key takes the old picture away with its series. */
function Stage({ session }: { session: ViewerSession }) {
  const state = session.content.value;
  if (state.kind === 'loading')
    return html`<div class="flex-1 bg-viewer" aria-busy="true" data-status="loading"></div>`;
  if (state.kind === 'failed') {
    const retry = () => void session.select(session.selected.value);
    return html`<div class="flex-1 bg-viewer"><${ErrorState} problem=${state.problem} onRetry=${retry} /></div>`;
  }
  const { series, content } = state;
  if (content.imageIds.length === 0) {
    return html`<${OtherObjects} key=${series.id} series=${series} others=${content.others} />`;
  }
  return html`<${Viewport} key=${series.id} session=${session} series=${series} content=${content} />`;
}

function BackLink({ studyUid }: { studyUid: string }) {
  const label = text.value.viewer.back;
  return html`<a
    href=${pages.study(studyUid)}
    title=${label}
    aria-label=${label}
    class="inline-flex size-10 shrink-0 items-center justify-center rounded text-ink-2 hover:bg-panel-2 hover:text-ink"
  >
    <${Icon} node=${ArrowLeft} size=${20} />
  </a>`;
}

function Notice() {
  const label = text.value.viewer.notDiagnostic;
  return html`<p
    class="ml-auto flex shrink-0 items-center gap-1.5 pl-2 text-12 text-warn"
    title=${text.value.product.notDiagnosticWhy}
  >
    <${Icon} node=${TriangleAlert} /><span>${label}</span>
  </p>`;
}

/**
 * The series that the address names after `#`, by its Orthanc id (two patients may, wrongly, share a UID); else the first that
 * may have a picture.
 */
function firstSeries(series: readonly SeriesSummary[]): number {
  const wanted = fragment.peek().get('series');
  const named = series.findIndex(({ id }) => id === wanted);
  if (named >= 0) return named;
  return Math.max(
    0,
    series.findIndex(({ modality }) => hasPicture(modality)),
  );
}
