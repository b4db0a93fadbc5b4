import { useSignal } from '@preact/signals';
import { html } from 'htm/preact';
import { FileText, ImageOff } from 'lucide';
import { useEffect, useRef } from 'preact/hooks';
import { ModalityBadge } from '../../components/badge.ts';
import { Icon } from '../../components/icon.ts';
import { hasPicture } from '../../dicom/modality.ts';
import { text } from '../../i18n/language.ts';
import { download } from '../pixels/download.ts';
import type { ViewerSession } from '../session.ts';
import type { SeriesSummary } from '../study/content.ts';

/** The series of the study: a column on wide screens, a row on phones. */
export function SeriesStrip({ session }: { session: ViewerSession }) {
  return html`<nav
    aria-label=${text.value.viewer.seriesList}
    class="order-last flex shrink-0 gap-1 overflow-auto bg-viewer-chrome p-2 max-md:max-h-32 md:order-first md:w-40 md:flex-col"
  >
    ${session.series.map(
      (series, index) =>
        html`<${SeriesButton} key=${series.id} series=${series} index=${index} session=${session} />`,
    )}
  </nav>`;
}

interface ButtonProps {
  series: SeriesSummary;
  index: number;
  session: ViewerSession;
}

function SeriesButton({ series, index, session }: ButtonProps) {
  const t = text.value.viewer;
  const current = session.selected.value === index;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  const count = hasPicture(series.modality) ? text.value.common.images : t.objects;
  return html`<button
    ref=${button}
    type="button"
    aria-current=${current ? 'true' : undefined}
    class=${`flex w-28 shrink-0 flex-col gap-1 rounded border p-1 text-left transition-colors duration-150 md:w-full ${
      current ? 'border-accent bg-panel-2' : 'border-transparent hover:bg-panel-2'
    }`}
    onClick=${() => void session.select(index)}
  >
    <${Thumbnail} series=${series} taken=${session.thumbnails.value.get(series.id)} />
    <span class="flex items-center gap-1.5 text-12 text-ink-2">
      <${ModalityBadge} modality=${series.modality} />
      <span class="truncate">${count(series.instanceCount)}</span>
    </span>
    <span class="truncate text-12 text-ink">${series.description || t.noDescription}</span>
  </button>`;
}

/** The server's small picture, asked for when the button comes into view; else one taken from the screen. */
function Thumbnail({ series, taken }: { series: SeriesSummary; taken: string | undefined }) {
  const address = useSignal('');
  const failed = useSignal(!hasPicture(series.modality));
  const frame = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (!element || failed.value) return undefined;
    const views = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      views.disconnect();
      const url = `/instances/${series.middleInstanceId}/rendered?width=128&height=128`;
      download(url, { accept: 'image/jpeg' }).then(
        (bytes) => {
          address.value = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
        },
        () => {
          failed.value = true;
        },
      );
    });
    views.observe(element);
    return () => {
      views.disconnect();
      URL.revokeObjectURL(address.value);
    };
  }, []);
  const source = address.value || (failed.value ? taken : undefined);
  return html`<span
    ref=${frame}
    class="flex h-14 w-full items-center justify-center overflow-hidden rounded-small bg-viewer text-ink-2 md:h-24"
  >
    ${
      source
        ? html`<img src=${source} alt="" class="size-full object-contain" />`
        : failed.value &&
          html`<${Icon} node=${hasPicture(series.modality) ? ImageOff : FileText} size=${24} />`
    }
  </span>`;
}
