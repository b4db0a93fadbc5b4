import type { Permission } from '@sgim/auth-service/contract/permissions';
import { html } from 'htm/preact';
import { CircleCheck, CircleX, type IconNode, Lock } from 'lucide';
import type { ComponentChildren } from 'preact';
import { ModalityBadge } from '../../../components/badge.ts';
import { Icon } from '../../../components/icon.ts';
import { text } from '../../../i18n/language.ts';

const rowClass = 'flex min-h-12 items-center gap-3 border-b border-line px-4 py-2 last:border-0';

function Row({
  icon,
  tone,
  children,
  aside,
}: {
  icon: IconNode;
  tone: string;
  children: ComponentChildren;
  aside: string;
}) {
  return html`<div class=${rowClass}>
    <${Icon} node=${icon} class=${tone} />
    <span class="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4">
      <span>${children}</span><span class="text-13 text-ink-2">${aside}</span>
    </span>
  </div>`;
}

const Address = ({ children }: { children: ComponentChildren }) =>
  html`<code class="font-mono text-13">${children}</code>`;

/** What one address answers. */
export function DoorPanel() {
  const t = text.value.landing;
  return html`<div>
    <${Row} icon=${CircleCheck} tone="text-ok" aside=${t.doorPages}><${Address}>/sgim/app/<//><//>
    <${Row} icon=${CircleCheck} tone="text-ok" aside=${t.doorRest}><${Address}>/studies<//><//>
    <${Row} icon=${CircleCheck} tone="text-ok" aside=${t.doorWeb}><${Address}>/dicom-web/studies<//><//>
    <${Row} icon=${Lock} tone="text-danger" aside="403">${t.doorClosed}<//>
  </div>`;
}

const shown: Permission[] = ['view', 'upload', 'delete'];

const grants: { scope: string; permissions: Permission[] }[] = [
  { scope: 'cardio', permissions: ['view', 'upload'] },
  { scope: 'essai-01', permissions: ['view', 'delete'] },
];

/** Two grants of one person: the rights of one do not apply to the labels of the other. */
export function RightsPanel() {
  const t = text.value;
  return html`<table class="w-full text-left">
    <thead class="bg-panel-2 text-13 text-ink-2">
      <tr>
        <th scope="col" class="px-4 py-2 font-medium">${t.landing.rightsScope}</th>
        ${shown.map((p) => html`<th key=${p} scope="col" class="px-2 py-2 font-medium">${t.permissions[p]}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${grants.map(
        ({ scope, permissions }) => html`<tr key=${scope} class="h-12 border-t border-line">
          <th scope="row" class="px-4 font-normal">
            <span class="rounded-full bg-accent-soft px-2.5 py-1 text-13 whitespace-nowrap text-accent">${scope}</span>
          </th>
          ${shown.map((p) => {
            const yes = permissions.includes(p);
            return html`<td key=${p} class="px-2">
              <span class=${`inline-flex items-center gap-1.5 text-13 ${yes ? 'text-ok' : 'text-ink-2'}`}>
                <${Icon} node=${yes ? CircleCheck : CircleX} />
                <span class="max-sm:sr-only">${yes ? t.landing.rightsYes : t.landing.rightsNo}</span>
              </span>
            </td>`;
          })}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

/** The report of an import. */
export function ImportPanel() {
  const t = text.value.landing;
  return html`<div>
    <div class="border-b border-line p-4">
      <div class="h-2 overflow-hidden rounded-full bg-panel-2"><div class="h-full w-3/4 bg-accent"></div></div>
    </div>
    <${Row} icon=${CircleCheck} tone="text-ok" aside=${t.importStored}><${Address}>CD/DICOM/IM0001<//><//>
    <${Row} icon=${CircleCheck} tone="text-info" aside=${t.importKnown}><${Address}>CD/DICOM/IM0002<//><//>
    <${Row} icon=${CircleX} tone="text-danger" aside=${t.importRefused}><${Address}>CD/LISEZMOI.PDF<//><//>
  </div>`;
}

/** Machines that send. */
export function ModalitiesPanel() {
  const t = text.value.landing;
  return html`<div>
    ${['CT', 'MR', 'US'].map(
      (modality) => html`<div key=${modality} class=${rowClass}>
        <${Icon} node=${CircleCheck} class="text-ok" />
        <span class="flex-1">${t.modalitiesStore}</span>
        <${ModalityBadge} modality=${modality} />
      </div>`,
    )}
    <div class=${rowClass}>
      <${Icon} node=${CircleX} class="text-danger" />
      <span class="flex-1">${t.modalitiesUnknown}</span>
      <span class="text-13 text-ink-2">${t.rightsNo}</span>
    </div>
  </div>`;
}
