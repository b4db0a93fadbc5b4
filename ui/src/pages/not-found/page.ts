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
    <${EmptyState} whole=${true} icon=${Compass} title=${t.title} message=${t.text}>
      <a href=${pages.landing} class=${buttonClass('primary')}>${t.action}</a>
    <//>
  <//>`;
}
