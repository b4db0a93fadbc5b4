import { html } from 'htm/preact';
import type { Study } from '../../../app/orthanc/study.ts';
import { format, text } from '../../../i18n/language.ts';

/** The exact day and time, with « hier » beside it when it was recent. */
export function StudyDate({ study }: { study: Study }) {
  const { date, hasTime } = study;
  if (!date) return html`<span class="text-ink-2">${text.value.common.unknown}</span>`;
  const { date: day, time, relativeDay } = format.value;
  const relative = relativeDay(date);
  return html`<span class="tabular-nums">
    ${day(date)}${hasTime && html`<span class="ml-2 text-ink-2">${time(date)}</span>`}
    ${relative && html`<span class="ml-2 text-13 text-ink-2">${relative}</span>`}
  </span>`;
}
