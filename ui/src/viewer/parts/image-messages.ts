import { html } from 'htm/preact';
import { Download, ImageOff, RefreshCw, TriangleAlert } from 'lucide';
import { Button, buttonClass } from '../../components/button.ts';
import { Icon } from '../../components/icon.ts';
import { format, text } from '../../i18n/language.ts';
import type { StackView, ViewStatus } from '../engine/stack-view.ts';
import { fromImageId } from '../pixels/image-id.ts';

/** What the reader has to know about an image that is shown. */
export function ImageBadges({ view, others }: { view: StackView; others: number }) {
  const t = text.value.viewer;
  const status = view.status.value;
  if (status.kind !== 'shown') return null;
  const { route, missing } = status.notes;
  return html`<div class="pointer-events-none absolute inset-x-0 bottom-12 z-10 flex flex-col items-center gap-1 px-2">
    ${route === 'rendered' && html`<${Badge} label=${t.rendered} why=${t.renderedWhy} kind="rendered" />`}
    ${
      missing > 0 &&
      html`<${Badge} label=${t.incomplete(format.value.number(Math.ceil(missing * 100)))} kind="incomplete" />`
    }
    ${others > 0 && html`<span class="text-12 viewer-halo">${t.others(others)}</span>`}
  </div>`;
}

function Badge({ label, why = '', kind }: { label: string; why?: string; kind: string }) {
  return html`<span
    class="pointer-events-auto inline-flex items-center gap-1.5 rounded-small bg-viewer-chrome px-2 py-1 text-12 font-semibold text-warn"
    title=${why}
    data-badge=${kind}
  >
    <${Icon} node=${TriangleAlert} />${label}
  </span>`;
}

/** Covers the viewport: an old image must not stay under a new number. */
export function FailedImage({
  view,
  status,
}: {
  view: StackView;
  status: Extract<ViewStatus, { kind: 'failed' }>;
}) {
  const t = text.value.viewer;
  const { instanceId } = fromImageId(status.imageId);
  return html`<div
    role="alert"
    class="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-viewer px-6 text-center"
  >
    <${Icon} node=${ImageOff} size=${40} />
    <p class="text-16 font-semibold">${t.failedTitle}</p>
    <p class="max-w-md text-14 text-ink-2">${t.reasons[status.reason]}</p>
    <div class="mt-2 flex flex-wrap justify-center gap-2">
      <${Button} icon=${RefreshCw} onClick=${() => view.retry()}>${t.retry}<//>
      <${DownloadLink} instanceId=${instanceId} />
    </div>
  </div>`;
}

export function DownloadLink({ instanceId }: { instanceId: string }) {
  return html`<a href=${`/instances/${instanceId}/file`} download=${`${instanceId}.dcm`} class=${buttonClass()}>
    <${Icon} node=${Download} />${text.value.viewer.download}
  </a>`;
}
