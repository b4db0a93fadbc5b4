import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso/router';
import { pages } from '../../app/address.ts';
import { setUp } from '../../app/session.ts';
import { Entrance } from '../../app/shell/entrance.ts';
import { useSubmit } from '../../app/use-submit.ts';
import { Button } from '../../components/button.ts';
import { Field, FormProblem } from '../../components/field.ts';
import { PasswordField } from '../../components/password-field.ts';
import { useText } from '../../components/use-text.ts';
import { text } from '../../i18n/language.ts';

/** Takes the one-time code out of the address at once: it must not stay in the history or be copied with the address. */
function takeCode(): string {
  const code = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', location.pathname);
  return code;
}

/** Creates the first administrator, who is then signed in. */
export function SetUpPage() {
  const t = text.value.setUp;
  const { route } = useLocation();
  const [code] = useState(takeCode);
  const name = useText();
  const email = useText();
  const password = useText();
  const { submit, busy, problem } = useSubmit(async () => {
    await setUp({ code, name: name.value, email: email.value, password: password.value });
    route(pages.studies, true);
  });
  useEffect(() => {
    document.title = `${t.title} · ${text.value.product.name}`;
  }, [t]);

  return html`<${Entrance}>
    <h1 class="text-28 font-semibold tracking-tight">${t.title}</h1>
    <p class="mt-1 text-ink-2">${t.intro}</p>
    <form class="mt-8 flex flex-col gap-5" onSubmit=${submit}>
      <${Field}
        label=${t.name}
        name="name"
        autocomplete="name"
        required=${true}
        maxLength=${200}
        value=${name.value}
        onValue=${name.set}
      />
      <${Field}
        label=${text.value.signIn.email}
        name="email"
        type="email"
        autocomplete="username"
        required=${true}
        maxLength=${254}
        value=${email.value}
        onValue=${email.set}
      />
      <${PasswordField}
        label=${text.value.signIn.password}
        hint=${t.passwordHint}
        autocomplete="new-password"
        minLength=${12}
        value=${password.value}
        onValue=${password.set}
      />
      <${FormProblem} message=${code ? problem : t.noCode} />
      <${Button} type="submit" look="primary" busy=${busy} disabled=${!code} class="h-11">
        ${busy ? t.submitting : t.submit}
      <//>
    </form>
  <//>`;
}
