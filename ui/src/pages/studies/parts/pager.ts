import { html } from 'htm/preact';
import { ChevronLeft, ChevronRight } from 'lucide';
import { pageSize } from '../../../app/orthanc/study-search.ts';
import { Button } from '../../../components/button.ts';
import { format, text } from '../../../i18n/language.ts';

interface Props {
  page: number;
  shown: number;
  total: number;
  onPage: (page: number) => void;
}

/** Where we are in the list, and the way on and back. */
export function Pager({ page, shown, total, onPage }: Props) {
  const t = text.value;
  const { number } = format.value;
  const first = (page - 1) * pageSize + 1;
  const last = first + shown - 1;
  if (total <= pageSize && page === 1) return null;
  return html`<nav aria-label=${t.studies.pages} class="flex items-center justify-end gap-3">
    <span class="text-13 text-ink-2 tabular-nums">
      ${shown > 0 && t.studies.range(number(first), number(last), number(total))}
    </span>
    <${Button} size="compact" icon=${ChevronLeft} disabled=${page <= 1} onClick=${() => onPage(page - 1)}>
      ${t.common.previous}
    <//>
    <${Button} size="compact" icon=${ChevronRight} disabled=${last >= total} onClick=${() => onPage(page + 1)}>
      ${t.common.next}
    <//>
  </nav>`;
}
