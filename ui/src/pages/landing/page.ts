import { html } from 'htm/preact';
import { Entrance } from '../../app/shell/entrance.ts';

export function LandingPage() {
  return html`<${Entrance}><h1>SGIM</h1><//>`;
}
