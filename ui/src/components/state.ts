import { html } from 'htm/preact';
import { CircleAlert, type IconNode, LockKeyhole, RefreshCw } from 'lucide';
import type { ComponentChildren } from 'preact';
import { problemReference, problemText } from '../app/problem.ts';
import { text } from '../i18n/language.ts';
import { Button } from './button.ts';
import { Icon } from './icon.ts';

interface StateProps {
  icon: IconNode;
  title: string;
  message: string;
  children?: ComponentChildren;
  tone?: 'calm' | 'danger';
  /** It is all there is on the page: its title is the page's. */
  whole?: boolean;
}

/** A page or a panel that has nothing to show, and what to do next. */
export function EmptyState({ icon, title, message, children, tone = 'calm', whole = false }: StateProps) {
  return html`<div class="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-16 text-center">
    <span class=${`mb-2 rounded-full bg-panel-2 p-4 ${tone === 'danger' ? 'text-danger' : 'text-ink-2'}`}>
      <${Icon} node=${icon} size=${24} />
    </span>
    ${
      whole
        ? html`<h1 class="text-16 font-semibold">${title}</h1>`
        : html`<h2 class="text-16 font-semibold">${title}</h2>`
    }
    <p class="text-ink-2">${message}</p>
    ${children && html`<div class="mt-4 flex flex-wrap justify-center gap-2">${children}</div>`}
  </div>`;
}

interface ErrorProps {
  problem: unknown;
  onRetry?: () => void;
  whole?: boolean;
}

/** A request failed: what happened, what to quote, and a way to try again. */
export function ErrorState({ problem, onRetry, whole = false }: ErrorProps) {
  const t = text.value;
  return html`<div role="alert">
    <${EmptyState} whole=${whole} icon=${CircleAlert} title=${t.failed.title} message=${problemText(problem)} tone="danger">
      <p class="w-full font-mono text-12 text-ink-2">${t.common.reference(problemReference(problem))}</p>
      ${onRetry && html`<${Button} icon=${RefreshCw} onClick=${onRetry}>${t.common.retry}<//>`}
    <//>
  </div>`;
}

/** The person may not see this page: which right is missing, and who can give it. */
export function RefusedState({ permission, pending }: { permission: string; pending: boolean }) {
  const t = text.value.refused;
  return html`<${EmptyState}
    whole=${true}
    icon=${LockKeyhole}
    title=${t.title}
    message=${pending ? t.pending : t.text(permission)}
  />`;
}
