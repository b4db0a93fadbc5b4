import type { Migration } from '../migrate.ts';
import { createAccounts } from './2026-11-22-2300-create-accounts.ts';
import { createSessions } from './2026-11-22-2310-create-sessions.ts';
import { createApiTokens } from './2026-11-22-2320-create-api-tokens.ts';
import { createSetUpCodes } from './2026-11-22-2330-create-set-up-codes.ts';
import { createAttempts } from './2026-11-22-2340-create-attempts.ts';
import { createSecrets } from './2026-11-22-2350-create-secrets.ts';
import { createLinks } from './2026-11-27-2200-create-links.ts';
import { createRevocations } from './2026-11-27-2210-create-revocations.ts';
import { createAuditEvents } from './2026-11-27-2220-create-audit-events.ts';
import { createLabelRules } from './2026-11-27-2230-create-label-rules.ts';
import { createDicomNodes } from './2026-11-27-2240-create-dicom-nodes.ts';

/** Every step of the schema in its order. One that has been released never changes. */
export const migrations: Migration[] = [
  createAccounts,
  createSessions,
  createApiTokens,
  createSetUpCodes,
  createAttempts,
  createSecrets,
  createLinks,
  createRevocations,
  createAuditEvents,
  createLabelRules,
  createDicomNodes,
];
