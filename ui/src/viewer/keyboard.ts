import { allActions, isEnabled } from './actions.ts';
import type { ViewerSession } from './session.ts';

const fields = 'input, textarea, select, [contenteditable]';

/** Follows the shortcuts until the returned function is called. Keys with Ctrl, Alt or Meta stay the browser's. */
export function followKeyboard(session: ViewerSession): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const { target } = event;
    if (target instanceof Element) {
      if (target.closest(fields)) return;
      // Space and Enter on a button press that button.
      if ((event.key === ' ' || event.key === 'Enter') && target.closest('button, a, summary')) return;
    }
    const action = allActions.find(({ keys }) => keys.includes(event.key));
    if (!action || !isEnabled(action, session)) return;
    event.preventDefault();
    action.run(session);
  };
  window.addEventListener('keydown', listen);
  return () => window.removeEventListener('keydown', listen);
}
