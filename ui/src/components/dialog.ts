import { html } from 'htm/preact';
import { X } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { text } from '../i18n/language.ts';
import { IconButton } from './button.ts';
import { useModal } from './use-modal.ts';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** A click beside the dialog closes it, unless something would be lost. */
  keepOnOutsideClick?: boolean;
}

/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. */
export function Dialog({ title, onClose, children, keepOnOutsideClick = false }: Props) {
  const id = useId();
  const { ref, onCancel, onClick } = useModal(onClose, keepOnOutsideClick);
  return html`<dialog
    ref=${ref}
    aria-labelledby=${id}
    class="m-auto w-[min(32rem,calc(100vw-2rem))] animate-[rise_160ms_ease-out] rounded-panel border border-line bg-panel p-0 text-ink shadow-float"
    onCancel=${onCancel}
    onClick=${onClick}
  >
    <div class="flex items-center justify-between border-b border-line py-2 pr-2 pl-6">
      <h2 id=${id} class="text-16 font-semibold">${title}</h2>
      <${IconButton} label=${text.value.common.close} icon=${X} onClick=${onClose} />
    </div>
    <div class="p-6">${children}</div>
  </dialog>`;
}
