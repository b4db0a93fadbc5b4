import { html } from 'htm/preact';
import { Search, SlidersHorizontal } from 'lucide';
import type { TargetedEvent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { StudySearch } from '../../../app/orthanc/study-search.ts';
import { Button } from '../../../components/button.ts';
import { Field } from '../../../components/field.ts';
import { text } from '../../../i18n/language.ts';
import { ModalityChoice } from './modality-choice.ts';

interface Props {
  search: StudySearch;
  onChange: (change: Partial<StudySearch>) => void;
}

/** Boxes for each thing that can be searched for. Words take effect on Enter; dates and modalities at once. */
export function Filters({ search, onChange }: Props) {
  const t = text.value.studies;
  const [name, setName] = useState(search.name);
  const [patientId, setPatientId] = useState(search.patientId);
  const [open, setOpen] = useState(false);
  useEffect(() => setName(search.name), [search.name]);
  useEffect(() => setPatientId(search.patientId), [search.patientId]);

  const onSubmit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange({ name: name.trim(), patientId: patientId.trim() });
  };

  return html`<div>
    <${Button} class="w-full sm:hidden" icon=${SlidersHorizontal} onClick=${() => setOpen(!open)}>${t.filters}<//>
    <form
      class=${`${open ? 'mt-3 grid' : 'hidden'} grid-cols-2 items-end gap-3 sm:grid sm:grid-cols-3 xl:grid-cols-[minmax(10rem,2fr)_minmax(8rem,1fr)_auto_auto_auto_auto]`}
      onSubmit=${onSubmit}
    >
      <${Field} label=${t.name} name="name" compact=${true} value=${name} onValue=${setName} />
      <${Field} label=${t.patientId} name="patient-id" compact=${true} value=${patientId} onValue=${setPatientId} />
      <${Field}
        label=${t.from}
        name="from"
        type="date"
        compact=${true}
        value=${toIso(search.from)}
        onValue=${(value: string) => onChange({ from: fromIso(value) })}
      />
      <${Field}
        label=${t.to}
        name="to"
        type="date"
        compact=${true}
        value=${toIso(search.to)}
        onValue=${(value: string) => onChange({ to: fromIso(value) })}
      />
      <${ModalityChoice}
        chosen=${search.modalities}
        onChange=${(modalities: string[]) => onChange({ modalities })}
      />
      <${Button} type="submit" size="medium" icon=${Search}>${t.apply}<//>
    </form>
  </div>`;
}

/** `20260131` and `2026-01-31`: DICOM's dates and those of the browser's date box. */
const toIso = (date: string) => date.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
const fromIso = (date: string) => date.replaceAll('-', '');
