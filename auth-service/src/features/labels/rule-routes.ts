import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import { labels as contract } from '../../../contract/labels.ts';
import { type Doer, recordEvent } from '../../db/audit-events.ts';
import { describeDoer } from '../../http/doer.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { requestJob } from './job-store.ts';
import { presentRule } from './present.ts';
import { deleteRule, insertRule, listEnabledRules, listRules, replaceRule } from './rule-store.ts';

export function mountLabelRules(mount: Mount, knex: Knex): void {
  mount(contract.listRules, async () => (await listRules(knex)).map(presentRule));

  mount(contract.createRule, async ({ body, ...call }) =>
    knex.transaction(async (trx) => {
      const rule = await insertRule(trx, body);
      await finish(
        trx,
        describeDoer(contract.createRule, call),
        `label rule ${rule.name} created`,
        body.relabel,
      );
      return presentRule(rule);
    }),
  );

  mount(contract.replaceRule, async ({ params, body, ...call }) =>
    knex.transaction(async (trx) => {
      const rule = await replaceRule(trx, params.id, body);
      if (!rule) throw new Problem(404, 'label-rule.not-found');
      await finish(
        trx,
        describeDoer(contract.replaceRule, call),
        `label rule ${rule.name} changed`,
        body.relabel,
      );
      return presentRule(rule);
    }),
  );

  mount(contract.deleteRule, async ({ params, query, ...call }) =>
    knex.transaction(async (trx) => {
      const name = await deleteRule(trx, params.id);
      if (name === undefined) throw new Problem(404, 'label-rule.not-found');
      await finish(trx, describeDoer(contract.deleteRule, call), `label rule ${name} deleted`, query.relabel);
      return undefined;
    }),
  );

  mount(internal.readLabelRules, async () => {
    const rules = await listEnabledRules(knex);
    const version = createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 16);
    return { version, rules };
  });
}

/** What belongs to every change of the rules. */
async function finish(trx: Knex.Transaction, doer: Doer, detail: string, relabel = true): Promise<void> {
  if (relabel) await requestJob(trx);
  await recordEvent(trx, { ...doer, action: 'settings', detail });
}
