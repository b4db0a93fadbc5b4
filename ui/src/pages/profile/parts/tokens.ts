import { html } from 'htm/preact';
import { KeyRound, Plus } from 'lucide';
import { useState } from 'preact/hooks';
import { problemText } from '../../../app/problem.ts';
import { Button } from '../../../components/button.ts';
import { Dialog } from '../../../components/dialog.ts';
import { SkeletonRows } from '../../../components/skeleton.ts';
import { EmptyState, ErrorState } from '../../../components/state.ts';
import { announce } from '../../../components/toast.ts';
import { format, text } from '../../../i18n/language.ts';
import { type ApiToken, type NewToken, revokeToken, useTokens } from '../data.ts';
import { NewTokenDialog } from './new-token-dialog.ts';
import { SecretDialog } from './secret-dialog.ts';

type Open = { kind: 'create' } | { kind: 'secret'; created: NewToken } | { kind: 'revoke'; token: ApiToken };

/** The API tokens of the person: list, create, revoke. */
export function Tokens() {
  const t = text.value.profile;
  const tokens = useTokens();
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const revoke = async (token: ApiToken) => {
    close();
    try {
      await revokeToken(token.id);
      announce(t.revoked);
    } catch (problem) {
      announce(problemText(problem));
    }
  };

  return html`<section class="overflow-hidden rounded-panel border border-line bg-panel">
    <div class="flex flex-wrap items-start justify-between gap-4 p-4 md:p-6">
      <div class="max-w-xl">
        <h2 class="text-16 font-semibold">${t.tokens}</h2>
        <p class="mt-1 text-13 text-ink-2">${t.tokensText}</p>
      </div>
      <${Button} icon=${Plus} onClick=${() => setOpen({ kind: 'create' })}>${t.newToken}<//>
    </div>
    <div class="border-t border-line">${content()}</div>
    ${
      open?.kind === 'create' &&
      html`<${NewTokenDialog}
        onClose=${close}
        onCreated=${(created: NewToken) => setOpen({ kind: 'secret', created })}
      />`
    }
    ${open?.kind === 'secret' && html`<${SecretDialog} secret=${open.created.secret} onClose=${close} />`}
    ${
      open?.kind === 'revoke' &&
      html`<${Dialog} title=${t.revokeTitle(open.token.name)} onClose=${close}>
        <p class="text-ink-2">${t.revokeText}</p>
        <div class="mt-6 flex justify-end gap-2">
          <${Button} onClick=${close}>${text.value.common.cancel}<//>
          <${Button} look="danger" onClick=${() => void revoke(open.token)}>${t.revoke}<//>
        </div>
      <//>`
    }
  </section>`;

  function content() {
    if (tokens.isError)
      return html`<${ErrorState} problem=${tokens.error} onRetry=${() => void tokens.refetch()} />`;
    if (tokens.data === undefined) return html`<${SkeletonRows} rows=${2} height=${64} />`;
    if (tokens.data.length === 0)
      return html`<${EmptyState} icon=${KeyRound} title=${t.noTokensTitle} message=${t.noTokensText} />`;
    return html`<ul>
      ${tokens.data.map(
        (token) => html`<${TokenRow}
          key=${token.id}
          token=${token}
          onRevoke=${() => setOpen({ kind: 'revoke', token })}
        />`,
      )}
    </ul>`;
  }
}

function TokenRow({ token, onRevoke }: { token: ApiToken; onRevoke: () => void }) {
  const t = text.value;
  const { date, moment } = format.value;
  const expires = new Date(token.expiresAt);
  const permissions = [...new Set(token.grants.flatMap((grant) => grant.permissions))];
  return html`<li class="flex flex-wrap items-center gap-x-6 gap-y-2 border-b border-line px-4 py-3 last:border-0 md:px-6">
    <div class="min-w-48 flex-1">
      <p class="font-medium">
        ${token.name}<span class="ml-2 font-mono text-12 font-normal text-ink-2">${token.prefix}…</span>
      </p>
      <p class="text-13 text-ink-2">${permissions.map((p) => t.permissions[p]).join(', ')}</p>
    </div>
    <p class="text-13 text-ink-2">
      ${expires.getTime() < Date.now() ? t.profile.expired(date(expires)) : t.profile.expires(date(expires))}<br />
      ${token.lastUsedAt ? t.profile.lastUsed(moment(new Date(token.lastUsedAt))) : t.profile.neverUsed}
    </p>
    <${Button} size="compact" look="danger" onClick=${onRevoke}>${t.profile.revoke}<//>
  </li>`;
}
