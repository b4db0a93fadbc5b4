import { html } from 'htm/preact';
import { Copy } from 'lucide';
import { Button } from '../../../components/button.ts';
import { Dialog } from '../../../components/dialog.ts';
import { announce } from '../../../components/toast.ts';
import { text } from '../../../i18n/language.ts';

/** The secret of a new token, this once. A click beside the dialog does not close it. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = text.value;
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    announce(t.common.copied);
  };
  return html`<${Dialog} title=${t.profile.secretTitle} onClose=${onClose} keepOnOutsideClick=${true}>
    <p class="text-ink-2">${t.profile.secretText}</p>
    <output
      aria-label=${t.profile.secretLabel}
      class="mt-4 block rounded border border-line bg-panel-2 p-3 font-mono text-13 break-all select-all"
      >${secret}</output
    >
    <div class="mt-6 flex justify-end gap-2">
      <${Button} onClick=${onClose}>${t.common.close}<//>
      <${Button} look="primary" icon=${Copy} onClick=${() => void copy()}>${t.common.copy}<//>
    </div>
  <//>`;
}
