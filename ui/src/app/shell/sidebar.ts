import { html } from 'htm/preact';
import { LogOut, PanelLeftClose, PanelLeftOpen } from 'lucide';
import { useLocation } from 'preact-iso/router';
import { IconButton } from '../../components/button.ts';
import { Icon } from '../../components/icon.ts';
import { Mark } from '../../components/mark.ts';
import { announce } from '../../components/toast.ts';
import { text } from '../../i18n/language.ts';
import { pages } from '../address.ts';
import { problemText } from '../problem.ts';
import { signOut, user } from '../session.ts';
import { visibleGroups } from './entries.ts';

interface Props {
  collapsed: boolean;
  onToggle?: () => void;
  /** Called when a link was followed: the sheet of a phone closes. */
  onFollow?: () => void;
}

const itemClass = 'flex h-10 items-center gap-3 rounded px-3 transition-colors duration-150';

/** Mark, entries by permission, and at the bottom the person and the way out. */
export function Sidebar({ collapsed, onToggle, onFollow }: Props) {
  const t = text.value.shell;
  const { path } = useLocation();
  const person = user.value;
  const leave = () => {
    signOut().catch((problem: unknown) => announce(problemText(problem)));
  };
  return html`<div class="flex h-full flex-col">
    <div class=${`flex h-14 items-center gap-2.5 px-3.5 ${collapsed ? 'justify-center' : ''}`}>
      <a href=${pages.landing} class="flex items-center gap-2.5 rounded" aria-label=${text.value.product.name}>
        <${Mark} />${!collapsed && html`<span class="text-16 font-semibold tracking-tight">SGIM</span>`}
      </a>
    </div>
    <nav aria-label=${t.navigation} class="flex-1 overflow-y-auto px-2 py-2">
      ${visibleGroups().map(
        ({ label, entries }) => html`<div key=${label} class="mb-4">
          ${
            collapsed
              ? html`<hr class="mx-2 mb-2 border-line" />`
              : html`<h2 class="px-3 pb-1 text-12 font-medium text-ink-2">${t[label]}</h2>`
          }
          <ul>
            ${entries.map((entry) => {
              const current = path === entry.address || path.startsWith(`${entry.address}/`);
              return html`<li key=${entry.address}>
                <a
                  href=${entry.address}
                  aria-current=${current ? 'page' : undefined}
                  aria-label=${collapsed ? t[entry.label] : undefined}
                  title=${collapsed ? t[entry.label] : undefined}
                  class=${`${itemClass} ${collapsed ? 'justify-center px-0' : ''} ${current ? 'bg-accent-soft font-medium text-accent' : 'text-ink-2 hover:bg-panel-2 hover:text-ink'}`}
                  onClick=${onFollow}
                >
                  <${Icon} node=${entry.icon} size=${20} />${!collapsed && t[entry.label]}
                </a>
              </li>`;
            })}
          </ul>
        </div>`,
      )}
    </nav>
    <div class="border-t border-line p-2">
      ${
        person &&
        !collapsed &&
        html`<a
          href=${pages.profile}
          class="flex min-w-0 items-center gap-2.5 rounded px-2 py-1.5 hover:bg-panel-2"
          onClick=${onFollow}
        >
          <${Initials} name=${person.name} />
          <span class="min-w-0">
            <span class="block truncate font-medium">${person.name}</span>
            <span class="block truncate text-12 text-ink-2">${person.email}</span>
          </span>
        </a>`
      }
      <div class=${`flex ${collapsed ? 'flex-col' : ''} items-center gap-1`}>
        <button
          type="button"
          class=${`${itemClass} min-w-0 flex-1 text-ink-2 hover:bg-panel-2 hover:text-ink ${collapsed ? 'w-10 flex-none justify-center px-0' : ''}`}
          aria-label=${collapsed ? t.signOut : undefined}
          title=${collapsed ? t.signOut : undefined}
          onClick=${leave}
        >
          <${Icon} node=${LogOut} size=${20} />${!collapsed && html`<span class="truncate">${t.signOut}</span>`}
        </button>
        ${
          onToggle &&
          html`<${IconButton}
            label=${collapsed ? t.expand : t.collapse}
            icon=${collapsed ? PanelLeftOpen : PanelLeftClose}
            expanded=${!collapsed}
            onClick=${onToggle}
          />`
        }
      </div>
    </div>
  </div>`;
}

function Initials({ name }: { name: string }) {
  const letters = name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  return html`<span
    aria-hidden="true"
    class="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-12 font-semibold text-accent"
    >${letters}</span
  >`;
}
