import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import { nodes as contract } from '../../../contract/nodes.ts';
import { recordEvent } from '../../db/audit-events.ts';
import { describeDoer } from '../../http/doer.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { presentNode } from './present.ts';
import { deleteNode, listNodes, replaceNode } from './store.ts';

export function mountNodes(mount: Mount, knex: Knex): void {
  mount(contract.list, async () => (await listNodes(knex)).map(presentNode));

  mount(contract.replace, async ({ params, body, ...call }) =>
    knex.transaction(async (trx) => {
      const node = await replaceNode(trx, { ...body, aet: params.aet.trim() });
      const doer = describeDoer(contract.replace, call);
      await recordEvent(trx, { ...doer, action: 'settings', detail: `DICOM node ${node.aet} changed` });
      return presentNode(node);
    }),
  );

  mount(contract.delete, async ({ params, ...call }) =>
    knex.transaction(async (trx) => {
      const aet = params.aet.trim();
      if (!(await deleteNode(trx, aet))) throw new Problem(404, 'dicom-node.not-found');
      const doer = describeDoer(contract.delete, call);
      await recordEvent(trx, { ...doer, action: 'settings', detail: `DICOM node ${aet} forgotten` });
      return undefined;
    }),
  );

  mount(internal.readDicomNodes, async () => ({
    nodes: (await listNodes(knex)).map(({ aet, labels, scope }) => ({ aet, labels, scope })),
  }));
}
