import { html } from 'htm/preact';
import { X } from 'lucide';
import { everything, isFiltered, type StudySearch } from '../../../app/orthanc/study-search.ts';
import { Icon } from '../../../components/icon.ts';
import { parseDicomDate } from '../../../dicom/date-time.ts';
import { format, text } from '../../../i18n/language.ts';

interface Props {
  search: StudySearch;
  onChange: (change: Partial<StudySearch>) => void;
  onClear: () => void;
}

/** What is being searched for, in words; each can be taken off. */
export function FilterChips({ search, onChange, onClear }: Props) {
  const t = text.value.studies;
  if (!isFiltered(search)) return null;
  const chips: { label: string; without: Partial<StudySearch> }[] = [];
  if (search.name) chips.push({ label: search.name, without: { name: '' } });
  if (search.patientId) chips.push({ label: search.patientId, without: { patientId: '' } });
  for (const modality of search.modalities)
    chips.push({ label: modality, without: { modalities: search.modalities.filter((m) => m !== modality) } });
  const period = periodText(search);
  if (period) chips.push({ label: period, without: { from: everything.from, to: everything.to } });

  return html`<div class="flex flex-wrap items-center gap-2">
    <span class="text-13 text-ink-2">${t.understoodAs}</span>
    ${chips.map(
      ({ label, without }) => html`<button
        key=${label}
        type="button"
        aria-label=${t.remove(label)}
        class="inline-flex h-7 items-center gap-1 rounded-full bg-accent-soft pr-2 pl-3 text-13 font-medium text-accent hover:brightness-95"
        onClick=${() => onChange(without)}
      >
        ${label}<${Icon} node=${X} />
      </button>`,
    )}
    <button
      type="button"
      class="rounded-small px-1 text-13 text-ink-2 underline underline-offset-2 hover:text-ink"
      onClick=${onClear}
    >
      ${t.clear}
    </button>
  </div>`;
}

function periodText({ from, to }: StudySearch): string | null {
  const t = text.value.studies;
  const day = (date: string) => {
    const parsed = parseDicomDate(date);
    return parsed ? format.value.date(parsed) : date;
  };
  if (from && to) return from === to ? t.onDay(day(from)) : t.between(day(from), day(to));
  if (from) return t.since(day(from));
  return to ? t.until(day(to)) : null;
}
