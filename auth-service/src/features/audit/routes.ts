import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { type AuditSelection, audit as contract } from '../../../contract/audit.ts';
import { internal } from '../../../contract/internal.ts';
import { storeAuditLines } from '../../db/audit-events.ts';
import type { Mount } from '../../http/mount.ts';
import { readLines } from './lines.ts';
import { presentPage } from './present.ts';
import { listAuditEvents } from './store.ts';

const defaultLimit = 100;

export function mountAudit(mount: Mount, { knex, log }: { knex: Knex; log: Logger }): void {
  const read = async ({ limit = defaultLimit, ...selection }: AuditSelection) =>
    presentPage(await listAuditEvents(knex, selection, limit + 1), limit);

  mount(contract.list, ({ query }) => read(query));
  mount(internal.readAuditEvents, ({ body }) => read(body));

  mount(internal.storeAuditEvents, async ({ body }) => {
    const { lines, rejected, problems } = readLines(body.events);
    if (rejected > 0) log.error({ rejected, problems }, 'malformed audit events');
    await storeAuditLines(knex, lines);
    return { stored: lines.length, rejected };
  });
}
