import type { Knex } from 'knex';
import type { LabelCondition } from '../../../contract/label-rules.ts';

export interface RuleRow {
  id: string;
  name: string;
  enabled: boolean;
  conditions: LabelCondition[];
  labels: string[];
  position: number;
  createdAt: Date;
  updatedAt: Date;
}

export interface NewRule extends Pick<RuleRow, 'name' | 'enabled' | 'conditions' | 'labels'> {
  /** The end of the list when it is left out; for a rule that is there, where it is. */
  position?: number;
}

const columns = {
  id: 'id',
  name: 'name',
  enabled: 'enabled',
  conditions: 'conditions',
  labels: 'labels',
  position: 'position',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
};

const inOrder = [{ column: 'position' }, { column: 'created_at' }, { column: 'id' }];

export const listRules = (knex: Knex): Promise<RuleRow[]> =>
  knex('label_rules').orderBy(inOrder).select<RuleRow[]>(columns);

/** What the rules say that are in use. */
export const listEnabledRules = (knex: Knex): Promise<Pick<RuleRow, 'conditions' | 'labels'>[]> =>
  knex('label_rules')
    .where({ enabled: true })
    .orderBy(inOrder)
    .select<Pick<RuleRow, 'conditions' | 'labels'>[]>('conditions', 'labels');

export async function insertRule(knex: Knex, rule: NewRule): Promise<RuleRow> {
  const end = knex.raw('(select coalesce(max(position) + 1, 0) from label_rules)');
  const [row] = await knex('label_rules')
    .insert({ ...toRow(rule), position: rule.position ?? end })
    .returning<RuleRow[]>(returned);
  if (!row) throw new Error('the rule was not stored');
  return row;
}

export async function replaceRule(knex: Knex, id: string, rule: NewRule): Promise<RuleRow | undefined> {
  const [row] = await knex('label_rules')
    .where({ id })
    .update({
      ...toRow(rule),
      updated_at: knex.fn.now(),
      ...(rule.position !== undefined && { position: rule.position }),
    })
    .returning<RuleRow[]>(returned);
  return row;
}

/** Returns the name of the rule that is gone. */
export async function deleteRule(knex: Knex, id: string): Promise<string | undefined> {
  const [row] = await knex('label_rules').where({ id }).delete().returning<{ name: string }[]>('name');
  return row?.name;
}

const returned = Object.entries(columns).map(([name, column]) => `${column} as ${name}`);

const toRow = ({ name, enabled, conditions, labels }: NewRule) => ({
  name: name.trim(),
  enabled,
  conditions: JSON.stringify(conditions),
  labels,
});
