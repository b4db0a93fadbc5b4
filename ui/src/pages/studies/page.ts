import { html } from 'htm/preact';
import { FolderUp, Inbox, SearchX } from 'lucide';
import { pages } from '../../app/address.ts';
import { fragment, writeFragment } from '../../app/fragment.ts';
import {
  everything,
  isFiltered,
  readStudySearch,
  type StudySearch,
  writeStudySearch,
} from '../../app/orthanc/study-search.ts';
import { may } from '../../app/session.ts';
import { Button, buttonClass } from '../../components/button.ts';
import { Icon } from '../../components/icon.ts';
import { PageHeading } from '../../components/page-heading.ts';
import { SkeletonRows } from '../../components/skeleton.ts';
import { EmptyState, ErrorState } from '../../components/state.ts';
import { text } from '../../i18n/language.ts';
import { useStudyCount, useStudyPage } from './data.ts';
import { FilterChips } from './parts/filter-chips.ts';
import { Filters } from './parts/filters.ts';
import { Pager } from './parts/pager.ts';
import { StudyTable } from './parts/study-table.ts';

/** Search and list. What is searched for lives in the fragment of the address: reload and back keep it, servers never see it. */
export function StudiesPage() {
  const t = text.value.studies;
  const search = readStudySearch(fragment.value);
  const exact = useStudyCount(search, false);
  const nearly = exact.data === 0 && !exact.isPlaceholderData && search.name !== '';
  const studies = useStudyPage(search, nearly);
  const total = useStudyCount(search, nearly);
  const change = (next: Partial<StudySearch>) =>
    writeFragment(writeStudySearch({ ...search, page: 1, ...next }));
  const clear = () => change(everything);

  return html`<div class="flex flex-col gap-4">
    <${PageHeading} title=${t.title}>
      <span class="text-ink-2" aria-live="polite">
        ${total.data !== undefined && text.value.common.studies(total.data)}
      </span>
    <//>
    <${Filters} search=${search} onChange=${change} />
    <${FilterChips} search=${search} onChange=${change} onClear=${clear} />
    ${nearly && (total.data ?? 0) > 0 && html`<p class="text-13 text-ink-2">${t.nearly}</p>`}
    <section
      aria-label=${t.title}
      aria-busy=${studies.isFetching}
      class="overflow-hidden rounded-panel border border-line bg-panel"
    >
      <${Content} search=${search} studies=${studies} onChange=${change} onClear=${clear} />
    </section>
    ${
      studies.data !== undefined &&
      total.data !== undefined &&
      html`<${Pager} page=${search.page} shown=${studies.data.length} total=${total.data} onPage=${goTo} />`
    }
  </div>`;

  function goTo(page: number) {
    change({ page });
    scrollTo({ top: 0 });
  }
}

interface ContentProps {
  search: StudySearch;
  studies: ReturnType<typeof useStudyPage>;
  onChange: (change: Partial<StudySearch>) => void;
  onClear: () => void;
}

function Content({ search, studies, onChange, onClear }: ContentProps) {
  const t = text.value.studies;
  if (studies.isError)
    return html`<${ErrorState} problem=${studies.error} onRetry=${() => void studies.refetch()} />`;
  if (studies.data === undefined) return html`<${SkeletonRows} rows=${12} />`;
  if (studies.data.length > 0)
    return html`<${StudyTable} studies=${studies.data} search=${search} onSort=${onChange} />`;
  if (isFiltered(search) || search.page > 1)
    return html`<${EmptyState} icon=${SearchX} title=${t.noMatchTitle} message=${t.noMatchText}>
      <${Button} onClick=${onClear}>${t.clear}<//>
    <//>`;
  return html`<${EmptyState} icon=${Inbox} title=${t.emptyTitle} message=${t.emptyText}>
    ${
      may('upload') &&
      html`<a href=${pages.import} class=${buttonClass('primary')}>
        <${Icon} node=${FolderUp} />${t.emptyAction}
      </a>`
    }
  <//>`;
}
