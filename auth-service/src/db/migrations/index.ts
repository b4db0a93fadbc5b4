import type { Migration } from '../migrate.ts';
import { createAccounts } from './2026-11-22-2300-create-accounts.ts';
import { createSessions } from './2026-11-22-2310-create-sessions.ts';
import { createApiTokens } from './2026-11-22-2320-create-api-tokens.ts';
import { createSetUpCodes } from './2026-11-22-2330-create-set-up-codes.ts';
import { createAttempts } from './2026-11-22-2340-create-attempts.ts';
import { createSecrets } from './2026-11-22-2350-create-secrets.ts';
import { createLinks } from './2026-11-27-2200-create-links.ts';

/** Every step of the schema in its order. One that has been released never changes. */
export const migrations: Migration[] = [
  createAccounts,
  createSessions,
  createApiTokens,
  createSetUpCodes,
  createAttempts,
  createSecrets,
  createLinks,
];
