import { html } from 'htm/preact';
import { Menu } from 'lucide';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { IconButton } from '../../components/button.ts';
import { text } from '../../i18n/language.ts';
import { readPreference, writePreference } from '../preferences.ts';
import { may } from '../session.ts';
import { LanguageSwitch, ThemeSwitch } from './display-choices.ts';
import { ImportTray } from './import-tray.ts';
import { MenuSheet } from './menu-sheet.ts';
import { SearchBox } from './search-box.ts';
import { Sidebar } from './sidebar.ts';

/** What surrounds every page of the application. */
export function Shell({ children }: { children: ComponentChildren }) {
  const t = text.value;
  const [collapsed, setCollapsed] = useState(readPreference('sidebar') === 'collapsed');
  const [sheetOpen, setSheetOpen] = useState(false);
  const toggle = () => {
    writePreference('sidebar', collapsed ? 'open' : 'collapsed');
    setCollapsed(!collapsed);
  };
  return html`<div class=${`min-h-dvh ${collapsed ? 'md:pl-14' : 'md:pl-58'}`}>
    <a
      href="#content"
      class="sr-only z-50 rounded bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      onClick=${focusContent}
      >${t.common.skipToContent}</a
    >
    <aside
      class=${`fixed inset-y-0 left-0 z-20 hidden border-r border-line bg-panel md:block ${collapsed ? 'w-14' : 'w-58'}`}
    >
      <${Sidebar} collapsed=${collapsed} onToggle=${toggle} />
    </aside>
    <header class="sticky top-0 z-10 flex h-14 items-center gap-2 border-b border-line bg-panel px-2 md:px-6">
      <${IconButton} label=${t.shell.openMenu} icon=${Menu} class="md:hidden" onClick=${() => setSheetOpen(true)} />
      <div class="flex min-w-0 flex-1">${may('view') && html`<${SearchBox} />`}</div>
      <${ImportTray} />
      <div class="hidden items-center md:flex"><${LanguageSwitch} /><${ThemeSwitch} /></div>
    </header>
    ${sheetOpen && html`<${MenuSheet} onClose=${() => setSheetOpen(false)} />`}
    <main id="content" tabindex=${-1} class="px-4 py-6 outline-none md:px-6">${children}</main>
  </div>`;
}

const focusContent = (event: Event) => {
  event.preventDefault();
  document.getElementById('content')?.focus();
};
