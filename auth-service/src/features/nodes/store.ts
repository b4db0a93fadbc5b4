import type { Knex } from 'knex';

export interface NodeRow {
  aet: string;
  labels: string[];
  scope: string[];
  updatedAt: Date;
}

const columns = ['aet', 'labels', 'scope', 'updated_at as updatedAt'];

export const listNodes = (knex: Knex): Promise<NodeRow[]> =>
  knex('dicom_nodes').orderByRaw('lower(aet)').select<NodeRow[]>(columns);

export async function replaceNode(knex: Knex, node: Omit<NodeRow, 'updatedAt'>): Promise<NodeRow> {
  const [row] = await knex('dicom_nodes')
    .insert({ ...node, updated_at: knex.fn.now() })
    .onConflict(knex.raw('(lower(aet))'))
    .merge()
    .returning<NodeRow[]>(columns);
  if (!row) throw new Error('the node was not stored');
  return row;
}

/** Returns false when there was nothing. */
export const deleteNode = async (knex: Knex, aet: string): Promise<boolean> =>
  (await knex('dicom_nodes').whereRaw('lower(aet) = lower(?)', [aet]).delete()) === 1;
