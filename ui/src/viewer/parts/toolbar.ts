import { html } from 'htm/preact';
import { Icon } from '../../components/icon.ts';
import { text } from '../../i18n/language.ts';
import {
  type Action,
  isEnabled,
  ownWindowAction,
  pictureActions,
  presetActions,
  toolActions,
} from '../actions.ts';
import type { ViewerSession } from '../session.ts';

const keyNames: Record<string, string> = { ' ': '␣' };
const hint = ({ label, keys }: Action) =>
  `${label()} (${keys.map((key) => keyNames[key] ?? key).join(', ')})`;

function ActionButton({ action, session }: { action: Action; session: ViewerSession }) {
  const pressed = action.pressed?.(session);
  const press = (event: MouseEvent) => {
    action.run(session);
    // After a click of the pointer the space bar resets the view again, instead of pressing the button once more.
    if (event.detail > 0 && event.currentTarget instanceof HTMLElement) event.currentTarget.blur();
  };
  return html`<button
    type="button"
    class=${`inline-flex size-10 shrink-0 items-center justify-center rounded transition-colors duration-150 disabled:opacity-40 ${
      pressed ? 'bg-accent-soft text-accent' : 'text-ink-2 hover:bg-panel-2 hover:text-ink'
    }`}
    title=${hint(action)}
    aria-label=${action.label()}
    aria-pressed=${pressed}
    aria-keyshortcuts=${action.keys[0] === ' ' ? 'Space' : action.keys[0]}
    disabled=${!isEnabled(action, session)}
    data-action=${action.id}
    onClick=${press}
  >
    ${action.icon && html`<${Icon} node=${action.icon} size=${20} />`}
  </button>`;
}

/** The windows of a CT, and the file's own. */
function Presets({ session }: { session: ViewerSession }) {
  const t = text.value.viewer;
  const actions = [ownWindowAction, ...presetActions.filter((action) => isEnabled(action, session))];
  const choose = (event: Event) => {
    const select = event.currentTarget as HTMLSelectElement;
    actions.find(({ id }) => id === select.value)?.run(session);
    select.value = '';
    select.blur();
  };
  return html`<select
    class="h-9 shrink-0 rounded border border-line bg-viewer-chrome px-2 text-13 text-ink-2"
    aria-label=${t.actions.presets}
    title=${t.actions.presets}
    disabled=${session.view.value === null}
    onChange=${choose}
  >
    <option value="" selected hidden>${t.actions.presets}</option>
    ${actions.map((action) => html`<option key=${action.id} value=${action.id}>${hint(action)}</option>`)}
  </select>`;
}

export function Toolbar({ session }: { session: ViewerSession }) {
  const button = (action: Action) =>
    html`<${ActionButton} key=${action.id} action=${action} session=${session} />`;
  return html`<div
    role="toolbar"
    aria-label=${text.value.viewer.toolbar}
    class="flex min-w-0 items-center gap-0.5 overflow-x-auto max-md:order-last max-md:basis-full"
  >
    ${toolActions.map(button)}
    <span class="mx-1 h-6 w-px shrink-0 bg-line"></span>
    <${Presets} session=${session} />
    <span class="mx-1 h-6 w-px shrink-0 bg-line"></span>
    ${pictureActions.map(button)}
  </div>`;
}
