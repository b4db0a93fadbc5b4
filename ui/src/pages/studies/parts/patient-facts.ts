import { html } from 'htm/preact';
import type { Study } from '../../../app/orthanc/study.ts';
import { formatAge } from '../../../dicom/age.ts';
import { language, text } from '../../../i18n/language.ts';

/** Sex and age at the study, after the name. */
export function PatientFacts({ study }: { study: Study }) {
  const sex = study.sex ? (text.value.study.sexes[study.sex] ?? study.sex) : '';
  const facts = [sex, study.age ? formatAge(study.age, language.value) : ''].filter(Boolean);
  return html`<span class="ml-2 text-13 whitespace-nowrap text-ink-2">${facts.join(' · ')}</span>`;
}
