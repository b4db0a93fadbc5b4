import { html } from 'htm/preact';
import { CircleAlert } from 'lucide';
import type { ComponentChildren, TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './icon.ts';

export const inputClass =
  'w-full rounded border border-line bg-panel px-3 text-14 text-ink placeholder:text-ink-2 hover:border-ink-2 focus-visible:outline-offset-0';

interface FieldProps {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  type?: 'text' | 'email' | 'password' | 'date' | 'search';
  hint?: string;
  autocomplete?: string;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  compact?: boolean;
  autofocus?: boolean;
  /** Something at the end of the box, such as « show the password ». */
  trailing?: ComponentChildren;
}

/** A labelled box for text. */
export function Field({
  label,
  name,
  value,
  onValue,
  type = 'text',
  hint,
  autocomplete = 'off',
  required = false,
  minLength,
  maxLength,
  compact = false,
  autofocus = false,
  trailing,
}: FieldProps) {
  const id = useId();
  const onInput = (event: TargetedInputEvent<HTMLInputElement>) => onValue(event.currentTarget.value);
  return html`<div class="flex flex-col gap-1">
    <label for=${id} class="text-13 font-medium text-ink-2">${label}</label>
    <div class="relative">
      <input
        id=${id}
        name=${name}
        type=${type as 'text' /* Preact's types tie roles to each type apart; this has none. */}
        value=${value}
        autocomplete=${autocomplete}
        autocapitalize="off"
        spellcheck=${false}
        required=${required}
        minlength=${minLength}
        maxlength=${maxLength}
        autofocus=${autofocus}
        aria-describedby=${hint ? `${id}-hint` : undefined}
        class=${`${inputClass} ${compact ? 'h-9' : 'h-11'} ${trailing ? 'pr-12' : ''}`}
        onInput=${onInput}
      />
      ${trailing && html`<div class="absolute inset-y-0 right-0.5 flex items-center">${trailing}</div>`}
    </div>
    ${hint && html`<p id=${`${id}-hint`} class="text-13 text-ink-2">${hint}</p>`}
  </div>`;
}

/** What went wrong with a form, read out at once. The place is always in the page so that it is announced. */
export function FormProblem({ message }: { message: string | null }) {
  return html`<div role="alert">
    ${
      message &&
      html`<p class="flex items-start gap-2 rounded border border-danger p-3 text-14 text-danger">
        <${Icon} node=${CircleAlert} class="mt-0.5" />${message}
      </p>`
    }
  </div>`;
}
