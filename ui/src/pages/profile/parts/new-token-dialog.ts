import type { Permission } from '@sgim/auth-service/contract/permissions';
import { html } from 'htm/preact';
import type { TargetedEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import { user } from '../../../app/session.ts';
import { useSubmit } from '../../../app/use-submit.ts';
import { Button } from '../../../components/button.ts';
import { Dialog } from '../../../components/dialog.ts';
import { Field, FormProblem, inputClass } from '../../../components/field.ts';
import { useText } from '../../../components/use-text.ts';
import { text } from '../../../i18n/language.ts';
import { createToken, type NewToken } from '../data.ts';

const lifetimes = [7, 30, 90, 365];

interface Props {
  onClose: () => void;
  onCreated: (created: NewToken) => void;
}

/** Asks what the token is for, what it may do and how long it lives. Only rights that the person holds can be chosen. */
export function NewTokenDialog({ onClose, onCreated }: Props) {
  const t = text.value;
  const held = user.value?.permissions ?? [];
  const name = useText();
  const [permissions, setPermissions] = useState<Permission[]>(held.filter((p) => p === 'view'));
  const [validDays, setValidDays] = useState(90);
  const id = useId();
  const { submit, busy, problem } = useSubmit(async () => {
    onCreated(await createToken({ name: name.value.trim(), permissions, validDays }));
  });
  const toggle = (permission: Permission) =>
    setPermissions(
      permissions.includes(permission)
        ? permissions.filter((p) => p !== permission)
        : [...permissions, permission],
    );
  const onLifetime = (event: TargetedEvent<HTMLSelectElement>) =>
    setValidDays(Number(event.currentTarget.value));

  return html`<${Dialog} title=${t.profile.newToken} onClose=${onClose} keepOnOutsideClick=${true}>
    <form class="flex flex-col gap-5" onSubmit=${submit}>
      <${Field}
        label=${t.profile.tokenName}
        hint=${t.profile.tokenNameHint}
        name="token-name"
        required=${true}
        maxLength=${100}
        value=${name.value}
        onValue=${name.set}
      />
      <fieldset>
        <legend class="mb-1 text-13 font-medium text-ink-2">${t.profile.tokenPermissions}</legend>
        ${held.length === 0 && html`<p>${t.profile.noPermissions}</p>`}
        <div class="grid max-h-56 gap-x-2 overflow-y-auto rounded border border-line p-1 sm:grid-cols-2">
          ${held.map(
            (
              permission,
            ) => html`<label key=${permission} class="flex h-9 items-center gap-2 rounded px-2 hover:bg-panel-2">
              <input
                type="checkbox"
                class="size-4 accent-accent"
                checked=${permissions.includes(permission)}
                onChange=${() => toggle(permission)}
              />
              ${t.permissions[permission]}
            </label>`,
          )}
        </div>
      </fieldset>
      <div class="flex flex-col gap-1">
        <label for=${id} class="text-13 font-medium text-ink-2">${t.profile.tokenExpiry}</label>
        <select id=${id} class=${`${inputClass} h-11`} value=${validDays} onChange=${onLifetime}>
          ${lifetimes.map((days) => html`<option key=${days} value=${days}>${t.profile.days(days)}</option>`)}
        </select>
      </div>
      <${FormProblem} message=${permissions.length === 0 ? t.profile.choosePermission : problem} />
      <div class="flex justify-end gap-2">
        <${Button} onClick=${onClose}>${t.common.cancel}<//>
        <${Button} type="submit" look="primary" busy=${busy} disabled=${permissions.length === 0}>
          ${t.profile.create}
        <//>
      </div>
    </form>
  <//>`;
}
