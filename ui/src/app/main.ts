import { html, render } from 'htm/preact';
import { followLanguage } from '../i18n/language.ts';
import { App } from './app.ts';
import { followFragment } from './fragment.ts';
import { followImport } from './import/running.ts';
import { followOtherTabs, loadSession } from './session.ts';
import { followTheme } from './theme.ts';

followLanguage();
followTheme();
followFragment();
followOtherTabs();
followImport();
void loadSession();

const root = document.getElementById('app');
if (root) render(html`<${App} />`, root);
