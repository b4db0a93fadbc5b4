import { html } from 'htm/preact';
import { X } from 'lucide';
import { IconButton } from '../../components/button.ts';
import { useModal } from '../../components/use-modal.ts';
import { text } from '../../i18n/language.ts';
import { LanguageSwitch, ThemeSwitch } from './display-choices.ts';
import { Sidebar } from './sidebar.ts';

/** The menu on a phone: over the page, from the left. */
export function MenuSheet({ onClose }: { onClose: () => void }) {
  const t = text.value.shell;
  const { ref, onCancel, onClick } = useModal(onClose);
  return html`<dialog
    ref=${ref}
    aria-label=${t.navigation}
    class="m-0 h-dvh max-h-none w-72 max-w-[85vw] border-r border-line bg-panel p-0 text-ink"
    onCancel=${onCancel}
    onClick=${onClick}
  >
    <div class="absolute top-2 right-2 flex">
      <${LanguageSwitch} /><${ThemeSwitch} />
      <${IconButton} label=${t.closeMenu} icon=${X} onClick=${onClose} />
    </div>
    <${Sidebar} collapsed=${false} onFollow=${onClose} />
  </dialog>`;
}
