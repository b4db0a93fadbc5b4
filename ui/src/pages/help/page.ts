import { html } from 'htm/preact';
import type { ComponentChildren } from 'preact';
import { version } from '../../../package.json';
import { type OrthancSystem, read } from '../../app/orthanc/resources.ts';
import { useQuery } from '../../app/queries.ts';
import { session, user } from '../../app/session.ts';
import { Entrance } from '../../app/shell/entrance.ts';
import { Shell } from '../../app/shell/shell.ts';
import { PageHeading } from '../../components/page-heading.ts';
import { text } from '../../i18n/language.ts';

/** A short guide and what runs here. Public, so that somebody who cannot sign in finds it too. */
export function HelpPage() {
  if (session.value.kind === 'loading') return html`<div class="min-h-dvh" aria-busy="true"></div>`;
  return user.value
    ? html`<${Shell}><div class="mx-auto max-w-3xl"><${Guide} /></div><//>`
    : html`<${Entrance} wide=${true}><${Guide} /><//>`;
}

function Guide() {
  const t = text.value;
  const { help, product } = t;
  return html`<div class="flex flex-col gap-4">
    <${PageHeading} title=${help.title} />
    <${Panel} title=${help.start}>
      <ol class="flex list-decimal flex-col gap-2 pl-5">
        <li>${help.startImport}</li>
        <li>${help.startFind}</li>
        <li>${help.startView}</li>
      </ol>
    <//>
    <${Panel} title=${help.shortcuts}>
      <dl class="flex flex-col gap-2">
        <${Shortcut} keys=${['/']} does=${help.shortcutSearch} />
        <${Shortcut} keys=${['j', 'k']} does=${help.shortcutRows} />
        <${Shortcut} keys=${['Enter']} does=${help.shortcutOpen} />
      </dl>
    <//>
    <${Panel} title=${help.about}>
      <p class="mb-3 font-medium">${product.name} · ${product.longName}</p>
      <p class="mb-3"><strong>${product.notDiagnostic}.</strong> ${product.notDiagnosticWhy}</p>
      <dl class="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
        <dt class="text-ink-2">${help.version}</dt>
        <dd>${version}</dd>
        <dt class="text-ink-2">${help.engine}</dt>
        <dd>${user.value ? html`<${EngineVersion} />` : help.engineUnknown}</dd>
        <dt class="text-ink-2">${help.licence}</dt>
        <dd>${help.licenceText}</dd>
      </dl>
      <p class="mt-3">
        <a href="/sgim/api/openapi.json" class="text-accent underline underline-offset-2">${help.api}</a>
      </p>
    <//>
  </div>`;
}

function EngineVersion() {
  const system = useQuery<OrthancSystem>({
    key: ['system'],
    read: ({ signal }) => read('/system', { signal }),
  });
  if (system.data) return html`Orthanc ${system.data.Version}`;
  return system.isError ? html`Orthanc` : html`<span class="skeleton inline-block h-3.5 w-24"></span>`;
}

function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return html`<section class="rounded-panel border border-line bg-panel p-4 md:p-6">
    <h2 class="mb-3 text-16 font-semibold">${title}</h2>
    ${children}
  </section>`;
}

function Shortcut({ keys, does }: { keys: string[]; does: string }) {
  return html`<div class="flex items-center gap-4">
    <dt class="flex w-20 gap-1">
      ${keys.map(
        (key) => html`<kbd
          key=${key}
          class="inline-flex h-6 min-w-6 items-center justify-center rounded-small border border-line bg-panel-2 px-1.5 font-mono text-12"
          >${key}</kbd
        >`,
      )}
    </dt>
    <dd>${does}</dd>
  </div>`;
}
