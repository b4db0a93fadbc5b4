import type { Permission } from '@sgim/auth-service/contract/permissions';
import { html } from 'htm/preact';
import type { ComponentType } from 'preact';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router';
import { ErrorState, RefusedState } from '../components/state.ts';
import { Toasts } from '../components/toast.ts';
import { NotFoundPage } from '../pages/not-found/page.ts';
import { SignInPage } from '../pages/sign-in/page.ts';
import { StudiesPage } from '../pages/studies/page.ts';
import { StudyPage } from '../pages/study/page.ts';
import { base, pages } from './address.ts';
import { refreshFragment } from './fragment.ts';
import { lazyPage } from './lazy-page.ts';
import { loadSession, may, session } from './session.ts';
import { Shell } from './shell/shell.ts';

const LandingPage = lazyPage(async () => (await import('../pages/landing/page.ts')).LandingPage);
const SetUpPage = lazyPage(async () => (await import('../pages/set-up/page.ts')).SetUpPage);
const ImportPage = lazyPage(async () => (await import('../pages/import/page.ts')).ImportPage);
const ProfilePage = lazyPage(async () => (await import('../pages/profile/page.ts')).ProfilePage);
const HelpPage = lazyPage(async () => (await import('../pages/help/page.ts')).HelpPage);
const ViewerPage = lazyPage(async () => (await import('../viewer/page.ts')).ViewerPage);

/**
 * A page for people who are signed in. Others find the sign-in form at the same address, so that signing in shows what they came
 * for; who lacks the right is told which one.
 */
function privatePage<P extends object>(
  Page: ComponentType<P>,
  { needs, shell = true }: { needs?: Permission; shell?: boolean },
): ComponentType<P> {
  return function PrivatePage(props: P) {
    const state = session.value;
    if (state.kind === 'loading') return html`<div class="min-h-dvh" aria-busy="true"></div>`;
    if (state.kind === 'failed')
      return html`<main class="grid min-h-dvh place-items-center">
        <${ErrorState} whole=${true} problem=${state.problem} onRetry=${loadSession} />
      </main>`;
    if (!state.user) return html`<${SignInPage} toContinue=${true} />`;
    const pending = state.user.roles.length === 0 && state.user.permissions.length === 0;
    const content =
      needs && !may(needs)
        ? html`<${RefusedState} permission=${needs} pending=${pending} />`
        : html`<${Page} ...${props} />`;
    return shell ? html`<${Shell}>${content}<//>` : content;
  };
}

const PrivateStudies = privatePage(StudiesPage, { needs: 'view' });
const PrivateStudy = privatePage(StudyPage, { needs: 'view' });
const PrivateImport = privatePage(ImportPage, { needs: 'upload' });
const PrivateProfile = privatePage(ProfilePage, {});
const PrivateViewer = privatePage(ViewerPage, { needs: 'view', shell: false });

function Pages() {
  useLocation();
  refreshFragment();
  return html`<${Router}>
    <${Route} path=${base} component=${LandingPage} />
    <${Route} path=${pages.signIn} component=${SignInPage} />
    <${Route} path=${pages.setUp} component=${SetUpPage} />
    <${Route} path=${pages.studies} component=${PrivateStudies} />
    <${Route} path=${`${pages.studies}/:studyUid`} component=${PrivateStudy} />
    <${Route} path=${`${base}/viewer/:studyUid`} component=${PrivateViewer} />
    <${Route} path=${pages.import} component=${PrivateImport} />
    <${Route} path=${pages.profile} component=${PrivateProfile} />
    <${Route} path=${pages.help} component=${HelpPage} />
    <${Route} default component=${NotFoundPage} />
  <//>`;
}

export function App() {
  return html`<${LocationProvider} scope=${base}><${Pages} /><//><${Toasts} />`;
}
