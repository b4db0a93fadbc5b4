import { html } from 'htm/preact';
import { Info } from 'lucide';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { pages } from '../../app/address.ts';
import { session, signIn, user } from '../../app/session.ts';
import { Entrance } from '../../app/shell/entrance.ts';
import { useSubmit } from '../../app/use-submit.ts';
import { Button } from '../../components/button.ts';
import { Field, FormProblem } from '../../components/field.ts';
import { Icon } from '../../components/icon.ts';
import { PasswordField } from '../../components/password-field.ts';
import { useText } from '../../components/use-text.ts';
import { text } from '../../i18n/language.ts';

/**
 * The local sign-in form. With `toContinue` it stands in the place of a page that needs a session, which appears by itself as soon
 * as there is one.
 */
export function SignInPage({ toContinue = false }: { toContinue?: boolean }) {
  const t = text.value.signIn;
  const { route } = useLocation();
  const email = useText();
  const password = useText();
  const { submit, busy, problem } = useSubmit(() => signIn({ email: email.value, password: password.value }));
  const signedIn = user.value !== null;
  const needsSetup = session.value.kind === 'known' && session.value.needsSetup;

  useEffect(() => {
    if (signedIn && !toContinue) route(pages.studies, true);
  }, [signedIn]);
  useEffect(() => {
    document.title = `${t.title} · ${text.value.product.name}`;
  }, [t]);

  return html`<${Entrance}>
    <h1 class="text-28 font-semibold tracking-tight">${t.title}</h1>
    <p class="mt-1 text-ink-2">${toContinue ? t.forContinuing : text.value.product.longName}</p>
    ${
      needsSetup &&
      html`<p class="mt-6 flex gap-2 rounded border border-line bg-panel p-3 text-ink-2">
        <${Icon} node=${Info} class="mt-0.5 text-info" />${t.needsSetup}
      </p>`
    }
    <form class="mt-8 flex flex-col gap-5" onSubmit=${submit}>
      <${Field}
        label=${t.email}
        name="email"
        type="email"
        autocomplete="username"
        required=${true}
        autofocus=${true}
        maxLength=${254}
        value=${email.value}
        onValue=${email.set}
      />
      <${PasswordField}
        label=${t.password}
        autocomplete="current-password"
        value=${password.value}
        onValue=${password.set}
      />
      <${FormProblem} message=${problem} />
      <${Button} type="submit" look="primary" busy=${busy} class="h-11">${busy ? t.submitting : t.submit}<//>
    </form>
    <p class="mt-6 text-13 text-ink-2">${t.noAccount}</p>
  <//>`;
}
