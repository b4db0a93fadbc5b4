import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { text } from '../../i18n/language.ts';
import type { StackView } from '../engine/stack-view.ts';
import { download } from '../pixels/download.ts';
import { fromImageId } from '../pixels/image-id.ts';
import { renderingUrl } from '../pixels/rendered-picture.ts';
import type { ViewerSession } from '../session.ts';
import type { SeriesContent } from '../study/arrangement.ts';
import type { SeriesSummary } from '../study/content.ts';
import { FailedImage, ImageBadges } from './image-messages.ts';
import { OrientationLetters, PatientBand, PictureFacts, PlaceFacts, StudyBand } from './overlay.ts';

interface Props {
  session: ViewerSession;
  series: SeriesSummary;
  content: SeriesContent;
}

/** The picture of one series with everything that is written on it. */
export function Viewport({ session, series, content }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => (host.current ? session.mount(host.current, series.id, content) : undefined), []);
  useEffect(() => (frame.current ? followWheel(frame.current, session) : undefined), []);
  const view = session.view.value;
  const status = view?.status.value ?? null;
  const isFirst = view === null || (status?.kind === 'loading' && view.geometry.value === null);
  return html`<div
    ref=${frame}
    class="relative min-h-0 min-w-0 flex-1 overflow-hidden bg-viewer text-viewer-ink"
    data-status=${status?.kind ?? 'loading'}
    data-route=${status?.kind === 'shown' ? status.notes.route : undefined}
    data-reason=${status?.kind === 'failed' ? status.reason : undefined}
    data-image=${view?.index.value ?? 0}
    data-range=${view?.range.value ? `${view.range.value.lower},${view.range.value.upper}` : undefined}
    onContextMenu=${(event: Event) => event.preventDefault()}
  >
    <div ref=${host} class="absolute inset-0 touch-none" data-viewport></div>
    ${isFirst && html`<${Preview} imageId=${content.imageIds[0] ?? ''} />`}
    ${view && status?.kind === 'failed' && html`<${FailedImage} view=${view} status=${status} />`}
    <${PatientBand} series=${series} />
    <${StudyBand} series=${series} />
    ${view && html`<${ViewOverlay} view=${view} content=${content} />`}
    ${status?.kind === 'loading' && !isFirst && html`<${LoadingNote} />`}
  </div>`;
}

function ViewOverlay({ view, content }: { view: StackView; content: SeriesContent }) {
  return html`<${OrientationLetters} view=${view} />
    <${PictureFacts} view=${view} />
    <${PlaceFacts} view=${view} />
    <${ImageBadges} view=${view} others=${content.others.length} />`;
}

/** The server's own picture of the first image, until the real one is there. A picture that cannot be had is not missed. */
function Preview({ imageId }: { imageId: string }) {
  const address = useSignal('');
  useEffect(() => {
    download(renderingUrl(fromImageId(imageId)), { accept: 'image/jpeg' }).then(
      (bytes) => {
        address.value = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
      },
      () => null,
    );
    return () => URL.revokeObjectURL(address.value);
  }, []);
  return html`<div class="pointer-events-none absolute inset-0 bg-viewer" data-preview>
    ${address.value && html`<img src=${address.value} alt="" class="size-full object-contain" />`}
    <p class="absolute inset-x-0 bottom-12 text-center text-13 viewer-halo" role="status">
      ${address.value ? text.value.viewer.preview : text.value.viewer.loading}
    </p>
  </div>`;
}

function LoadingNote() {
  return html`<p class="pointer-events-none absolute inset-x-0 bottom-12 text-center text-13 viewer-halo" role="status">
    ${text.value.viewer.loading}
  </p>`;
}

/** One notch, one image. Pixel-wise wheels (touch pads) add up to a notch. */
function followWheel(element: HTMLElement, session: ViewerSession): () => void {
  let travelled = 0;
  const turn = (event: WheelEvent) => {
    event.preventDefault();
    const step = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 50 : 1;
    travelled += event.deltaY;
    const images = Math.trunc(travelled / step);
    if (images === 0) return;
    travelled = 0;
    session.view.value?.scrollBy(Math.sign(images));
  };
  element.addEventListener('wheel', turn, { passive: false });
  return () => element.removeEventListener('wheel', turn);
}
