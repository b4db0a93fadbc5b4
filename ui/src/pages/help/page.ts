import { html } from 'htm/preact';
import { Entrance } from '../../app/shell/entrance.ts';

export function HelpPage() {
  return html`<${Entrance}><h1>SGIM</h1><//>`;
}
