import { computed, signal } from '@preact/signals';
import type { Api } from '@sgim/auth-service/contract/api';
import type { Permission } from '@sgim/auth-service/contract/permissions';
import type { RouteOutput } from '@sgim/auth-service/contract/route';
import { pages } from './address.ts';
import { request } from './api.ts';
import type { RequestProblem } from './problem.ts';

export type Session = RouteOutput<Api['GET /auth/session']>;

type State =
  | { kind: 'loading' }
  | { kind: 'failed'; problem: RequestProblem }
  | ({ kind: 'known' } & Session);

/** Who is signed in, as far as the page knows. */
export const session = signal<State>({ kind: 'loading' });

export const user = computed(() => (session.value.kind === 'known' ? session.value.user : null));

/** Whether some grant of the person signed in gives the permission. Decides what is shown; the gate decides what is allowed. */
export const may = (permission: Permission): boolean => user.value?.permissions.includes(permission) ?? false;

/** Other tabs of this browser share the session: they hear when it ends. */
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('sgim.session');

export async function loadSession(): Promise<void> {
  try {
    session.value = { kind: 'known', ...(await request('GET /auth/session')) };
  } catch (problem) {
    session.value = { kind: 'failed', problem: problem as RequestProblem };
  }
}

export async function signIn(credentials: { email: string; password: string }): Promise<void> {
  session.value = { kind: 'known', ...(await request('POST /auth/sign-in', { body: credentials })) };
}

export async function setUp(body: {
  code: string;
  name: string;
  email: string;
  password: string;
}): Promise<void> {
  session.value = { kind: 'known', ...(await request('POST /auth/set-up', { body })) };
}

/** Ends the session everywhere and leaves nothing of it in memory: the page is loaded anew, in every tab. */
export async function signOut(): Promise<void> {
  await request('POST /auth/sign-out');
  channel?.postMessage('signed-out');
  location.assign(pages.signIn);
}

/** Follows the other tabs: when one signs out, this one forgets what it shows. */
export function followOtherTabs(): void {
  channel?.addEventListener('message', () => location.reload());
}
