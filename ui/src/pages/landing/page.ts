import { html } from 'htm/preact';
import { ArrowRight } from 'lucide';
import { useEffect } from 'preact/hooks';
import { pages } from '../../app/address.ts';
import { user } from '../../app/session.ts';
import { LanguageSwitch, ThemeSwitch } from '../../app/shell/display-choices.ts';
import { buttonClass } from '../../components/button.ts';
import { Icon } from '../../components/icon.ts';
import { Mark } from '../../components/mark.ts';
import { text } from '../../i18n/language.ts';
import { DoorPanel, ImportPanel, ModalitiesPanel, RightsPanel } from './parts/panels.ts';
import { Section } from './parts/section.ts';
import { PhantomView } from './phantom/view.ts';

const licenceAddress = 'https://www.gnu.org/licenses/gpl-3.0.html';

/** The front page: what it is, something to try, and the way in. */
export function LandingPage() {
  const t = text.value.landing;
  useEffect(() => {
    document.title = `${text.value.product.name} · ${text.value.product.longName}`;
  }, [t]);
  return html`<div class="flex min-h-dvh flex-col">
    <div data-theme="dark" class="bg-surface text-ink"><${Header} /></div>
    <main class="flex-1">
      <${Hero} />
      <div id="what" class="mx-auto flex w-full max-w-[72rem] flex-col gap-20 px-4 py-20 md:px-8">
      <${Section} title=${t.doorTitle} text=${t.doorText}><${DoorPanel} /><//>
      <${Section} title=${t.rightsTitle} text=${t.rightsText} flipped=${true}><${RightsPanel} /><//>
      <${Section} title=${t.importTitle} text=${t.importText}><${ImportPanel} /><//>
      <${Section} title=${t.modalitiesTitle} text=${t.modalitiesText} flipped=${true}><${ModalitiesPanel} /><//>
      <section class="grid gap-6 border-t border-line pt-12 md:grid-cols-2 md:gap-12">
        <h2 class="text-28 font-semibold tracking-tight">${t.insideTitle}</h2>
        <div>
          <p class="text-16 text-ink-2">${t.insideText}</p>
          <p class="mt-4 text-ink-2">${t.privacy}</p>
        </div>
      </section>
      <section class="flex flex-col items-center gap-6 rounded-panel border border-line bg-panel px-6 py-14 text-center">
        <h2 class="text-28 font-semibold tracking-tight">${t.endTitle}</h2>
        <${Entry} />
      </section>
      </div>
    </main>
    <${Footer} />
  </div>`;
}

function Header() {
  return html`<header class="mx-auto flex h-16 max-w-[80rem] items-center justify-between px-4 md:px-8">
    <span class="flex items-center gap-2.5">
      <${Mark} /><span class="text-16 font-semibold tracking-tight">SGIM</span>
    </span>
    <div class="flex"><${LanguageSwitch} /><${ThemeSwitch} /></div>
  </header>`;
}

function Hero() {
  const t = text.value.landing;
  return html`<div data-theme="dark" class="bg-surface text-ink">
    <div
      class="mx-auto grid max-w-[80rem] items-center gap-10 px-4 pt-6 pb-16 md:px-8 lg:min-h-[calc(100dvh-8rem)] lg:grid-cols-[1.1fr_1fr] lg:gap-16"
    >
      <div>
        <p class="text-14 font-medium text-accent">${text.value.product.longName}</p>
        <h1 class="mt-4 max-w-xl text-28 font-semibold tracking-tight text-balance md:text-44">${t.promise}</h1>
        <p class="mt-5 max-w-xl text-16 text-pretty text-ink-2">${t.pitch}</p>
        <div class="mt-8 flex flex-wrap gap-3">
          <${Entry} />
          <a href="#what" class=${buttonClass('secondary', 'large')} onClick=${scrollToSections}>${t.readMore}</a>
        </div>
        <p class="mt-8 text-13 text-ink-2">${text.value.product.notDiagnostic}</p>
      </div>
      <div class="flex justify-center lg:justify-end"><${PhantomView} /></div>
    </div>
  </div>`;
}

/** Sign in, or straight into the application for who already has. */
function Entry() {
  const t = text.value.landing;
  const signedIn = user.value !== null;
  return html`<a href=${signedIn ? pages.studies : pages.signIn} class=${buttonClass('primary', 'large')}>
    ${signedIn ? t.openApplication : t.signIn}<${Icon} node=${ArrowRight} size=${20} />
  </a>`;
}

const scrollToSections = (event: Event) => {
  event.preventDefault();
  document.getElementById('what')?.scrollIntoView({ behavior: 'smooth' });
};

function Footer() {
  const t = text.value;
  const linkClass = 'underline underline-offset-2 hover:text-ink';
  return html`<footer class="border-t border-line">
    <div class="mx-auto flex max-w-[72rem] flex-wrap items-start justify-between gap-6 px-4 py-8 text-13 text-ink-2 md:px-8">
      <p class="max-w-xl"><strong class="text-ink">${t.product.notDiagnostic}.</strong> ${t.product.notDiagnosticWhy}</p>
      <nav aria-label=${t.help.about} class="flex flex-wrap gap-x-6 gap-y-2">
        <a href=${pages.help} class=${linkClass}>${t.shell.help}</a>
        <a href=${licenceAddress} rel="license noreferrer" class=${linkClass}>${t.landing.licence}</a>
      </nav>
    </div>
  </footer>`;
}
