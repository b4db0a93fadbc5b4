import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import type { ComponentType } from 'preact';
import { h } from 'preact';
import { ErrorState } from '../components/state.ts';

/**
 * A page whose code is fetched when it is first shown. When the fetch fails, most often because the server was updated and the
 * old files are gone, loading the page anew brings the new ones.
 */
export function lazyPage<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loaded = signal<ComponentType<P> | null>(null);
  const failure = signal<unknown>(null);
  let began = false;
  const begin = () => {
    began = true;
    load().then(
      (page) => {
        loaded.value = page;
      },
      (error: unknown) => {
        failure.value = error;
      },
    );
  };
  return function LazyPage(props: P) {
    if (!began) begin();
    const page = loaded.value;
    if (page) return h(page, props);
    if (failure.value)
      return html`<${ErrorState} whole=${true} problem=${failure.value} onRetry=${() => location.reload()} />`;
    return html`<div class="min-h-96" aria-busy="true"></div>`;
  };
}
