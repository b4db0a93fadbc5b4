import { html } from 'htm/preact';
import { ArrowDown, ArrowUp } from 'lucide';
import type { TargetedMouseEvent } from 'preact';
import { useLocation } from 'preact-iso/router';
import { pages } from '../../../app/address.ts';
import type { Study } from '../../../app/orthanc/study.ts';
import type { SortColumn, StudySearch } from '../../../app/orthanc/study-search.ts';
import { ModalityBadges } from '../../../components/badge.ts';
import { Icon } from '../../../components/icon.ts';
import { format, text } from '../../../i18n/language.ts';
import { PatientFacts } from './patient-facts.ts';
import { useRowKeys } from './row-keys.ts';
import { StudyDate } from './study-date.ts';

interface Props {
  studies: Study[];
  search: StudySearch;
  onSort: (change: Partial<StudySearch>) => void;
}

/** The list: a table where there is room, cards on a phone. The patient's name is the link; the whole row follows it. */
export function StudyTable({ studies, search, onSort }: Props) {
  const t = text.value.studies;
  const { route } = useLocation();
  const rows = useRowKeys(studies.length);
  const follow = (event: TargetedMouseEvent<HTMLElement>, uid: string) => {
    const onControl = event.target instanceof Element && event.target.closest('a, button');
    // Text that is being selected is not a click on the row.
    if (onControl || String(getSelection())) return;
    route(pages.study(uid));
  };
  const sort = (column: SortColumn) =>
    onSort({ sort: column, descending: search.sort === column ? !search.descending : column === 'date' });
  const sortable = { search, onSort: sort };

  return html`<table class="w-full border-collapse text-left max-sm:block">
    <thead class="bg-panel-2 text-13 text-ink-2 max-sm:sr-only">
      <tr>
        <th scope="col" class="w-36 px-4 py-2 font-medium">${t.columns.modality}</th>
        <${SortableHeader} ...${sortable} column="name" label=${t.columns.patient} />
        <${SortableHeader} ...${sortable} column="patientId" label=${t.columns.patientId} class="max-lg:hidden" />
        <th scope="col" class="px-3 py-2 font-medium">${t.columns.description}</th>
        <${SortableHeader} ...${sortable} column="date" label=${t.columns.date} />
        <th scope="col" class="px-4 py-2 text-right font-medium max-md:hidden">${t.columns.content}</th>
      </tr>
    </thead>
    <tbody ref=${rows} class="max-sm:block">
      ${studies.map(
        (study) => html`<tr
          key=${study.id}
          class="h-10 cursor-pointer border-t border-line transition-colors duration-150 hover:bg-panel-2 has-[a:focus-visible]:bg-accent-soft max-sm:flex max-sm:h-auto max-sm:flex-col max-sm:gap-0.5 max-sm:px-4 max-sm:py-3"
          onClick=${(event: TargetedMouseEvent<HTMLElement>) => follow(event, study.uid)}
        >
          <td class="px-4 py-2 max-sm:order-last max-sm:mt-1 max-sm:p-0">
            <${ModalityBadges} modalities=${study.modalities} />
          </td>
          <td class="px-3 py-2 max-sm:p-0">
            <a href=${pages.study(study.uid)} class="rounded-small font-medium hover:text-accent">
              ${study.patientName || study.patientId || text.value.common.unknown}
            </a>
            <${PatientFacts} study=${study} />
          </td>
          <td class="max-w-48 truncate px-3 py-2 font-mono text-12 text-ink-2 max-lg:hidden">${study.patientId}</td>
          <td class="px-3 py-2 max-sm:p-0">
            ${study.description || html`<span class="text-ink-2">${t.noDescription}</span>`}
          </td>
          <td class="px-3 py-2 whitespace-nowrap max-sm:p-0 max-sm:text-13 max-sm:text-ink-2">
            <${StudyDate} study=${study} />
          </td>
          <td class="px-4 py-2 text-right whitespace-nowrap text-ink-2 tabular-nums max-md:hidden">
            ${study.imageCount === null ? format.value.number(study.seriesCount) : text.value.common.images(study.imageCount)}
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}

interface SortableHeaderProps {
  column: SortColumn;
  label: string;
  search: StudySearch;
  onSort: (column: SortColumn) => void;
  class?: string;
}

function SortableHeader({ column, label, search, onSort, class: className = '' }: SortableHeaderProps) {
  const active = search.sort === column;
  return html`<th
    scope="col"
    class=${`px-3 py-0 font-medium ${className}`}
    aria-sort=${active ? (search.descending ? 'descending' : 'ascending') : 'none'}
  >
    <button
      type="button"
      title=${text.value.studies.sortBy(label)}
      class=${`inline-flex h-9 items-center gap-1 rounded-small hover:text-ink ${active ? 'text-ink' : ''}`}
      onClick=${() => onSort(column)}
    >
      ${label}
      <${Icon} node=${search.descending ? ArrowDown : ArrowUp} class=${active ? '' : 'invisible'} />
    </button>
  </th>`;
}
