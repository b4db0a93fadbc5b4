import { html } from 'htm/preact';
import type { FoundFile } from '../../app/import/collect.ts';
import { importQueue } from '../../app/import/running.ts';
import { PageHeading } from '../../components/page-heading.ts';
import { text } from '../../i18n/language.ts';
import { Arrivals } from './parts/arrivals.ts';
import { DropZone } from './parts/drop-zone.ts';
import { FileTable } from './parts/file-table.ts';
import { ProgressPanel } from './parts/progress-panel.ts';

/** Files in, with an account of what became of each. The import itself goes on when the person leaves the page. */
export function ImportPage() {
  const t = text.value.import;
  const progress = importQueue.progress.value;
  const started = progress.total > 0;
  const onFiles = (files: FoundFile[]) => importQueue.add(files);
  return html`<div class="mx-auto flex max-w-[90rem] flex-col gap-4">
    <${PageHeading} title=${t.title} />
    <${DropZone} compact=${started} onFiles=${onFiles} />
    ${
      started &&
      html`<${ProgressPanel} progress=${progress} />
        <${Arrivals} />
        <${FileTable} progress=${progress} />`
    }
  </div>`;
}
