import type { ErrorCode } from '../../../contract/errors.ts';

/** NIST SP 800-63B-4, AAL2: at most 1 h without activity and 24 h in all; a session ends within a working day. */
export const sessionLifetime = { idleSeconds: 60 * 60, totalSeconds: 12 * 60 * 60 };

/** How far the end must move before it is written: looking at images must not be a write per image. */
export const extendStepSeconds = 60;

interface AccountState {
  disabled: boolean;
  roles: readonly string[];
  grants: readonly unknown[];
}

/** Why this account may not act, or undefined when it may. One that has been given nothing waits for its approval. */
export function findObstacle({ disabled, roles, grants }: AccountState): ErrorCode | undefined {
  if (disabled) return 'account.disabled';
  return roles.length === 0 && grants.length === 0 ? 'account.pending' : undefined;
}
