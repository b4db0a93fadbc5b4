import { html } from 'htm/preact';
import { Eye, EyeOff } from 'lucide';
import { useState } from 'preact/hooks';
import { text } from '../i18n/language.ts';
import { IconButton } from './button.ts';
import { Field } from './field.ts';

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  autocomplete: 'current-password' | 'new-password';
  hint?: string;
  minLength?: number;
}

/** A box for a password that can be shown: long ones are easier to type seen. */
export function PasswordField({ minLength, hint, ...field }: Props) {
  const t = text.value.signIn;
  const [shown, setShown] = useState(false);
  const toggle = html`<${IconButton}
    label=${shown ? t.hidePassword : t.showPassword}
    icon=${shown ? EyeOff : Eye}
    onClick=${() => setShown(!shown)}
  />`;
  return html`<${Field}
    ...${field}
    ...${hint === undefined ? {} : { hint }}
    ...${minLength === undefined ? {} : { minLength }}
    name="password"
    type=${shown ? 'text' : 'password'}
    required=${true}
    maxLength=${256}
    trailing=${toggle}
  />`;
}
