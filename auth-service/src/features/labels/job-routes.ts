import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import { labels as contract } from '../../../contract/labels.ts';
import { recordEvent } from '../../db/audit-events.ts';
import { describeDoer } from '../../http/doer.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { claimJob, listJobs, noteProgress, requestJob, stopJob } from './job-store.ts';
import { presentJob } from './present.ts';

const listed = 20;

export function mountLabelJobs(mount: Mount, knex: Knex): void {
  mount(contract.listJobs, async () => (await listJobs(knex, listed)).map(presentJob));

  mount(contract.startJob, async (call) =>
    knex.transaction(async (trx) => {
      const job = await requestJob(trx);
      const doer = describeDoer(contract.startJob, call);
      await recordEvent(trx, { ...doer, action: 'settings', detail: 'relabelling started' });
      return presentJob(job);
    }),
  );

  mount(contract.stopJob, async ({ params, ...call }) =>
    knex.transaction(async (trx) => {
      const job = await stopJob(trx, params.id);
      if (!job) throw new Problem(404, 'label-job.not-found');
      const doer = describeDoer(contract.stopJob, call);
      await recordEvent(trx, { ...doer, action: 'settings', detail: 'relabelling stopped' });
      return presentJob(job);
    }),
  );

  mount(internal.claimLabelJob, async ({ body }) => {
    const job = await knex.transaction((trx) => claimJob(trx, body.serverId));
    return { job: job ? { id: job.id, after: job.position, done: job.done, changed: job.changed } : null };
  });

  mount(internal.reportLabelJob, async ({ params, body }) => {
    const { after, state, ...counts } = body;
    return { stop: !(await noteProgress(knex, params.id, { ...counts, position: after, state })) };
  });
}
