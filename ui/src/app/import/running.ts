import { queries } from '../queries.ts';
import { loadSession, user } from '../session.ts';
import { ImportQueue } from './queue.ts';
import { sendFile } from './send-file.ts';

/** The import of this tab. It goes on while the person visits other pages. */
export const importQueue = new ImportQueue({
  send: sendFile,
  async whyDenied() {
    await loadSession();
    return user.value ? 'refused' : 'session';
  },
});

/** Wakes the import when the network is back, asks before the tab is closed on it, and renews the lists when it ends. */
export function followImport(): void {
  addEventListener('online', () => {
    if (importQueue.progress.value.phase === 'network') importQueue.resume();
  });
  addEventListener('beforeunload', (event) => {
    const { phase } = importQueue.progress.value;
    if (phase !== 'idle' && phase !== 'done') event.preventDefault();
  });
  importQueue.progress.subscribe(({ phase }) => {
    if (phase === 'done') void queries.invalidateQueries({ queryKey: ['studies'] });
  });
}
