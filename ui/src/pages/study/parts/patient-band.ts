import { html } from 'htm/preact';
import { ScanEye } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { pages } from '../../../app/address.ts';
import type { Study } from '../../../app/orthanc/study.ts';
import { ModalityBadge } from '../../../components/badge.ts';
import { buttonClass } from '../../../components/button.ts';
import { CopyableId } from '../../../components/copy.ts';
import { Icon } from '../../../components/icon.ts';
import { formatAge } from '../../../dicom/age.ts';
import { format, language, text } from '../../../i18n/language.ts';

/** Patient and study at a glance, and the way to the images. */
export function PatientBand({ study }: { study: Study }) {
  const t = text.value.study;
  const { date, time } = format.value;
  const name = study.patientName || study.patientId || text.value.common.unknown;
  useEffect(() => {
    // No patient's name in the title: it would go into the history of the browser.
    document.title = `${t.title} · ${text.value.product.name}`;
  }, [t]);
  const day = study.date && (study.hasTime ? `${date(study.date)} ${time(study.date)}` : date(study.date));
  return html`<section class="rounded-panel border border-line bg-panel p-4 md:p-6">
    <div class="flex flex-wrap items-start justify-between gap-4">
      <div class="min-w-0">
        <h1 class="text-20 font-semibold tracking-tight break-words">${name}</h1>
        <p class="mt-1 flex flex-wrap items-center gap-2 text-ink-2">
          ${study.modalities.map((m) => html`<${ModalityBadge} key=${m} modality=${m} />`)}
          <span>${study.description || text.value.studies.noDescription}</span>
        </p>
      </div>
      <a href=${pages.viewer(study.uid)} class=${buttonClass('primary')}>
        <${Icon} node=${ScanEye} />${t.open}
      </a>
    </div>
    <dl class="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 border-t border-line pt-4 sm:grid-cols-3 lg:grid-cols-5">
      <${Fact} label=${text.value.studies.patientId}>${study.patientId && html`<${CopyableId} value=${study.patientId} />`}<//>
      <${Fact} label=${t.born}>${study.birthDate && date(study.birthDate)}<//>
      <${Fact} label=${t.ageAtStudy}>${study.age && formatAge(study.age, language.value)}<//>
      <${Fact} label=${t.sex}>${study.sex && (t.sexes[study.sex] ?? study.sex)}<//>
      <${Fact} label=${t.date}>${day}<//>
      <${Fact} label=${t.accession}>${study.accession && html`<${CopyableId} value=${study.accession} />`}<//>
      <${Fact} label=${t.referring}>${study.referring}<//>
      <${Fact} label=${t.institution}>${study.institution}<//>
      <${Fact} label=${t.studyUid}><${CopyableId} value=${study.uid} /><//>
    </dl>
  </section>`;
}

function Fact({ label, children }: { label: string; children?: ComponentChildren }) {
  return html`<div class="min-w-0">
    <dt class="text-12 text-ink-2">${label}</dt>
    <dd class="truncate">${children || '–'}</dd>
  </div>`;
}
