import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { Check } from 'lucide';
import { Icon } from './icon.ts';

const shown = signal<{ id: number; message: string } | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says for four seconds that something was done. Never the only place where something important is said. */
export function announce(message: string): void {
  clearTimeout(timer);
  shown.value = { id: (shown.peek()?.id ?? 0) + 1, message };
  timer = setTimeout(() => {
    shown.value = null;
  }, 4000);
}

export function Toasts() {
  const toast = shown.value;
  return html`<div role="status" class="pointer-events-none fixed inset-x-0 bottom-6 z-50 flex justify-center px-4">
    ${
      toast &&
      html`<p
        key=${toast.id}
        class="flex animate-[rise_160ms_ease-out] items-center gap-2 rounded border border-line bg-panel px-4 py-2.5 shadow-float"
      >
        <${Icon} node=${Check} class="text-ok" />${toast.message}
      </p>`
    }
  </div>`;
}
