import { html } from 'htm/preact';
import { Compass } from 'lucide';
import { pages } from '../../app/address.ts';
import { Entrance } from '../../app/shell/entrance.ts';
import { buttonClass } from '../../components/button.ts';
import { EmptyState } from '../../components/state.ts';
import { text } from '../../i18n/language.ts';

export function NotFoundPage() {
  const t = text.value.notFound;
  return html`<${Entrance}>
    <h1 class="sr-only">${t.title}</h1>
    <${EmptyState} icon=${Compass} title=${t.title} message=${t.text}>
      <a href=${pages.landing} class=${buttonClass('primary')}>${t.action}</a>
    <//>
  <//>`;
}
