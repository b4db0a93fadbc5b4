/**
 * Runs before the first paint, as a classic script: language and theme are right from the first pixel, and on a viewer's
 * address the viewer's code starts to load beside the shell's. A script of its own because the content security policy
 * allows none inside the page.
 */
import { preferredLanguage, preferredTheme } from './preferences.ts';

const root = document.documentElement;
root.lang = preferredLanguage();
root.dataset.theme = preferredTheme();

if (location.pathname.startsWith('/sgim/app/viewer/')) {
  for (const href of (document.currentScript?.dataset.viewer ?? '').split(' ')) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = href;
    document.head.append(link);
  }
}
