import type { Scope } from '../gate/scope.ts';
import type { FindQuery } from './find-query.ts';

/** What a search asks about labels, where no resource carries a label that is not in the scope. */
export type LabelFilter =
  | { kind: 'free' }
  | { kind: 'nothing' }
  | { kind: 'with'; labels: readonly string[]; constraint: 'All' | 'Any' }
  | { kind: 'without'; labels: readonly string[] };

export function readLabelFilter(
  { labels = [], labelsConstraint = 'All' }: FindQuery,
  scope: Scope,
): LabelFilter {
  if (labels.length === 0) return { kind: 'free' };
  const shown = labels.filter((label) => scope.labels.includes(label));
  if (labelsConstraint === 'None')
    return shown.length === 0 ? { kind: 'free' } : { kind: 'without', labels: shown };
  const isVain = labelsConstraint === 'All' ? shown.length < labels.length : shown.length === 0;
  return isVain ? { kind: 'nothing' } : { kind: 'with', labels: shown, constraint: labelsConstraint };
}

/** The same search with this filter in place of what it asked about labels. */
export function withLabels(query: FindQuery, filter: Exclude<LabelFilter, { kind: 'nothing' }>): FindQuery {
  switch (filter.kind) {
    case 'free':
      return { ...query, labels: [] };
    case 'with':
      return { ...query, labels: filter.labels, labelsConstraint: filter.constraint };
    case 'without':
      return { ...query, labels: filter.labels, labelsConstraint: 'None' };
  }
}
