import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { pages } from '../../../app/address.ts';
import type { Arrival } from '../../../app/import/queue.ts';
import { importQueue } from '../../../app/import/running.ts';
import { may } from '../../../app/session.ts';
import { ModalityBadges } from '../../../components/badge.ts';
import { Button } from '../../../components/button.ts';
import { format, text } from '../../../i18n/language.ts';
import { useArrivedStudy } from '../data.ts';

const step = 20;

/** The studies that the files belong to, each with a link. */
export function Arrivals() {
  const t = text.value.import;
  const [limit, setLimit] = useState(step);
  // Read so that the list follows the import.
  importQueue.progress.value;
  const arrivals = [...importQueue.arrivals.values()];
  if (arrivals.length === 0 || !may('view')) return null;
  return html`<section class="overflow-hidden rounded-panel border border-line bg-panel">
    <h2 class="border-b border-line px-4 py-3 text-16 font-semibold">
      ${t.arrived}<span class="ml-2 font-normal text-ink-2">${text.value.common.studies(arrivals.length)}</span>
    </h2>
    <ul>
      ${arrivals.slice(0, limit).map((arrival) => html`<${ArrivedStudy} key=${arrival.study} arrival=${arrival} />`)}
    </ul>
    ${
      arrivals.length > limit &&
      html`<div class="border-t border-line p-2">
        <${Button} look="quiet" size="compact" onClick=${() => setLimit(limit + step)}>${t.showMore}<//>
      </div>`
    }
  </section>`;
}

function ArrivedStudy({ arrival }: { arrival: Arrival }) {
  const t = text.value;
  const { data: study } = useArrivedStudy(arrival.study);
  const counts = [
    arrival.stored > 0 ? t.import.instances(arrival.stored) : '',
    arrival.known > 0 ? t.import.known(arrival.known) : '',
  ].filter(Boolean);
  return html`<li
    class="grid min-h-12 grid-cols-[1fr_auto] items-center gap-x-4 gap-y-0.5 border-b border-line px-4 py-2 last:border-0 md:grid-cols-[8rem_2fr_2fr_7rem_15rem]"
  >
    <span class="max-md:hidden"><${ModalityBadges} modalities=${study?.modalities ?? []} /></span>
    ${
      study
        ? html`<a href=${pages.study(study.uid)} class="truncate rounded-small font-medium hover:text-accent">
            ${study.patientName || study.patientId || t.common.unknown}
          </a>`
        : html`<span class="skeleton h-3.5 w-40"></span>`
    }
    <span class="truncate text-ink-2 max-md:hidden">${study?.description}</span>
    <span class="text-ink-2 max-md:hidden">${study?.date && format.value.date(study.date)}</span>
    <span class="text-right text-13 text-ink-2">${counts.join(' · ')}</span>
  </li>`;
}
