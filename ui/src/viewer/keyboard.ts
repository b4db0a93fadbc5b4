import { allActions, isEnabled } from './actions.ts';
import type { ViewerSession } from './session.ts';

const fields = 'input, textarea, select, [contenteditable]';

/** Follows the shortcuts until the returned function is called. Keys with Ctrl, Alt or Meta stay the browser's. */
export function followKeyboard(session: ViewerSession): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
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
  // On the way down: the library's own listener on the viewport claims every key that is pressed there.
  window.addEventListener('keydown', listen, { capture: true });
  return () => window.removeEventListener('keydown', listen, { capture: true });
}
