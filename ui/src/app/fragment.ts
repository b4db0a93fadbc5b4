import { signal } from '@preact/signals';

/**
 * The part of the address after `#`, as parameters. What people search for (names, identifiers) lives there because a browser
 * never sends it: no server and no proxy can log it, yet reload, back and a copied link keep it.
 */
export const fragment = signal(readFragment());

function readFragment(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

const refresh = () => {
  if (fragment.peek().toString() !== readFragment().toString()) fragment.value = readFragment();
};

/** Follows back, forward and links within the page. */
export function followFragment(): void {
  addEventListener('popstate', refresh);
  addEventListener('hashchange', refresh);
  // A link to the present page without its fragment changes the address and nothing else; the router follows it after this.
  addEventListener('click', () => setTimeout(refresh));
}

/** Reads the fragment again after a navigation that changed the path. */
export const refreshFragment = refresh;

/** Writes the fragment as a new entry of the history, or in the place of the present one. */
export function writeFragment(parameters: URLSearchParams, how: 'push' | 'replace' = 'push'): void {
  const text = parameters.toString();
  const url = `${location.pathname}${location.search}${text ? `#${text}` : ''}`;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  refresh();
}
