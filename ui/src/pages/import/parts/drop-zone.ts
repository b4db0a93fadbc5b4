import { html } from 'htm/preact';
import { FileUp, FolderUp, HardDriveUpload } from 'lucide';
import type { TargetedDragEvent, TargetedEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type FoundFile, filesOfDrop, filesOfList } from '../../../app/import/collect.ts';
import { Button } from '../../../components/button.ts';
import { Icon } from '../../../components/icon.ts';
import { text } from '../../../i18n/language.ts';

interface Props {
  /** Smaller, once there is something to report below it. */
  compact: boolean;
  onFiles: (files: FoundFile[]) => void;
}

/** Not in any standard, and in every browser. */
const wholeFolders = { webkitdirectory: true };

/** Takes files and whole folders, dropped or chosen. */
export function DropZone({ compact, onFiles }: Props) {
  const t = text.value.import;
  const [over, setOver] = useState(false);
  const [reading, setReading] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  usePageWithoutDrops();

  const onDragOver = (event: TargetedDragEvent<HTMLDivElement>) => {
    event.preventDefault();
    setOver(true);
  };
  const onDrop = async (event: TargetedDragEvent<HTMLDivElement>) => {
    event.preventDefault();
    setOver(false);
    if (!event.dataTransfer) return;
    const found = filesOfDrop(event.dataTransfer);
    setReading(true);
    try {
      onFiles(await found);
    } finally {
      setReading(false);
    }
  };
  const onChosen = (event: TargetedEvent<HTMLInputElement>) => {
    const input = event.currentTarget;
    if (input.files) onFiles(filesOfList(input.files));
    // The same files can then be chosen again.
    input.value = '';
  };

  return html`<div
    class=${`flex flex-col items-center justify-center gap-4 rounded-panel border-2 border-dashed px-6 text-center transition-colors duration-150 ${compact ? 'py-6' : 'min-h-[60vh] py-16'} ${over ? 'border-accent bg-accent-soft' : 'border-line bg-panel'}`}
    onDragOver=${onDragOver}
    onDragLeave=${() => setOver(false)}
    onDrop=${onDrop}
  >
    ${
      !compact &&
      html`<span class="pointer-events-none rounded-full bg-accent-soft p-5 text-accent">
        <${Icon} node=${HardDriveUpload} size=${40} />
      </span>`
    }
    <div class="pointer-events-none">
      <p class=${compact ? 'font-medium' : 'text-20 font-semibold tracking-tight'} aria-live="polite">
        ${reading ? t.reading : over ? t.dropNow : t.drop}
      </p>
      ${!compact && html`<p class="mt-1 text-ink-2">${t.whatHappens}</p>`}
    </div>
    <div class="flex flex-wrap justify-center gap-2">
      <${Button} look=${compact ? 'secondary' : 'primary'} icon=${FileUp} onClick=${() => files.current?.click()}>
        ${t.chooseFiles}
      <//>
      <${Button} icon=${FolderUp} onClick=${() => folder.current?.click()}>${t.chooseFolder}<//>
    </div>
    <input ref=${files} type="file" multiple hidden aria-label=${t.chooseFiles} onChange=${onChosen} />
    <input
      ref=${folder}
      type="file"
      multiple
      hidden
      ...${wholeFolders}
      aria-label=${t.chooseFolder}
      onChange=${onChosen}
    />
  </div>`;
}

/** A file dropped beside the zone would replace the page by that file. */
function usePageWithoutDrops(): void {
  useEffect(() => {
    const prevent = (event: Event) => event.preventDefault();
    addEventListener('dragover', prevent);
    addEventListener('drop', prevent);
    return () => {
      removeEventListener('dragover', prevent);
      removeEventListener('drop', prevent);
    };
  }, []);
}
