import { html } from 'htm/preact';
import { ageAt, formatAge } from '../../dicom/age.ts';
import { parseDicomDate } from '../../dicom/date-time.ts';
import { formatPersonName } from '../../dicom/person-name.ts';
import { format, language, text } from '../../i18n/language.ts';
import type { StackView } from '../engine/stack-view.ts';
import { chooseScaleLength, type ViewGeometry } from '../engine/view-geometry.ts';
import { toWindow } from '../pixels/window.ts';
import type { SeriesSummary } from '../study/content.ts';

const corner =
  'pointer-events-none absolute z-10 flex max-w-[46%] flex-col p-2 text-12 viewer-halo md:p-3 md:text-13';

/** Who this is: on every picture, from the first moment. */
export function PatientBand({ series: { tags } }: { series: SeriesSummary }) {
  const birth = parseDicomDate(tags.PatientBirthDate);
  const age = ageAt(tags.PatientBirthDate, tags.StudyDate);
  const facts = [
    birth && format.value.date(birth),
    age && formatAge(age, language.value),
    text.value.study.sexes[tags.PatientSex ?? ''],
  ];
  return html`<div class=${`${corner} left-0 top-0 items-start`} data-overlay="patient">
    <span class="truncate font-semibold">${formatPersonName(tags.PatientName ?? '') || text.value.common.unknown}</span>
    <span class="truncate">${tags.PatientID}</span>
    <span class="truncate">${facts.filter(Boolean).join(' · ')}</span>
  </div>`;
}

export function StudyBand({ series }: { series: SeriesSummary }) {
  const { tags } = series;
  const date = parseDicomDate(tags.StudyDate, tags.StudyTime);
  return html`<div class=${`${corner} right-0 top-0 items-end text-right`} data-overlay="study">
    <span class="max-w-full truncate font-semibold">${tags.StudyDescription}</span>
    <span class="max-w-full truncate">
      ${date && (tags.StudyTime ? format.value.moment(date) : format.value.date(date))}
    </span>
    <span class="max-w-full truncate">${tags.AccessionNumber}</span>
    <span class="max-w-full truncate">
      ${[series.number && text.value.viewer.series(series.number), series.description].filter(Boolean).join(' · ')}
    </span>
  </div>`;
}

/** Window, zoom and the pixel under the pointer. */
export function PictureFacts({ view }: { view: StackView }) {
  const t = text.value.viewer;
  const range = view.range.value && toWindow(view.range.value, view.exact.value);
  const geometry = view.geometry.value;
  const pixel = view.pixel.value;
  const unit = view.unit.value;
  const shown = view.status.value.kind === 'shown';
  return html`<div class=${`${corner} bottom-0 left-0 items-start`} data-overlay="facts">
    ${pixel && html`<span>${t.pixel(pixel.column, pixel.row)}</span>`}
    ${pixel && html`<span>${pixel.values.map(plain).join(' ')} ${unit}</span>`}
    ${shown && range && html`<span>${t.window(plain(range.center), plain(range.width))}</span>`}
    ${shown && geometry && html`<span>${t.zoom(plain(Math.round(geometry.zoom * 100)))}</span>`}
  </div>`;
}

/** Which image of how many, and how long a centimetre is. */
export function PlaceFacts({ view }: { view: StackView }) {
  const t = text.value.viewer;
  const geometry = view.geometry.value;
  return html`<div class=${`${corner} bottom-0 right-0 items-end`} data-overlay="place">
    ${view.status.value.kind === 'shown' && geometry && html`<${ScaleBar} geometry=${geometry} />`}
    <span aria-label=${t.image(view.index.value + 1, view.count)}>${t.slice(view.index.value + 1, view.count)}</span>
  </div>`;
}

function ScaleBar({ geometry: { pixelsPerMillimetre, meaning } }: { geometry: ViewGeometry }) {
  const length = pixelsPerMillimetre && chooseScaleLength(pixelsPerMillimetre, 120);
  if (!pixelsPerMillimetre || !length) return null;
  const t = text.value.viewer;
  return html`<span class="flex flex-col items-end gap-0.5">
    <span>${meaning === 'detector' ? t.scaleDetector(length) : t.scale(length)}</span>
    <span
      class="h-1.5 border border-t-0 border-viewer-ink"
      style=${{ width: `${length * pixelsPerMillimetre}px` }}
    ></span>
  </span>`;
}

/** Where the patient's left, back and head are. */
export function OrientationLetters({ view }: { view: StackView }) {
  const edges = view.status.value.kind === 'shown' ? view.geometry.value?.edges : null;
  if (!edges) return null;
  const letter = 'pointer-events-none absolute z-10 p-2 text-13 font-semibold viewer-halo md:text-14';
  return html`<div data-overlay="orientation">
    <span class=${`${letter} left-1/2 top-0 -translate-x-1/2`}>${edges.top}</span>
    <span class=${`${letter} bottom-0 left-1/2 -translate-x-1/2`}>${edges.bottom}</span>
    <span class=${`${letter} left-0 top-1/2 -translate-y-1/2`}>${edges.left}</span>
    <span class=${`${letter} right-0 top-1/2 -translate-y-1/2`}>${edges.right}</span>
  </div>`;
}

/** Three significant decimals at most, no grouping: a value to read at a glance. */
function plain(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
