import { expect, test } from 'vitest';
import { type LabelFilter, readLabelFilter } from './find-labels.ts';

const scope = { everything: false, labels: ['a', 'b'], studies: [] };
const nothing: LabelFilter = { kind: 'nothing' };
const free: LabelFilter = { kind: 'free' };

test.each<[labels: string[], constraint: 'All' | 'Any' | 'None', LabelFilter]>([
  [[], 'All', free],
  [[], 'Any', free],
  [[], 'None', free],
  [['a'], 'All', { kind: 'with', labels: ['a'], constraint: 'All' }],
  [['a', 'b'], 'All', { kind: 'with', labels: ['a', 'b'], constraint: 'All' }],
  [['a', 'x'], 'All', nothing],
  [['x'], 'All', nothing],
  [['a', 'x'], 'Any', { kind: 'with', labels: ['a'], constraint: 'Any' }],
  [['x', 'y'], 'Any', nothing],
  [['a', 'x'], 'None', { kind: 'without', labels: ['a'] }],
  [['x'], 'None', free],
])('%j %s: foreign labels are on nothing', (labels, labelsConstraint, expected) => {
  expect(readLabelFilter({ level: 'Study', tags: [], labels, labelsConstraint }, scope)).toEqual(expected);
});

test('whoever opens single studies knows no labels', () => {
  const single = { everything: false, labels: [], studies: ['1'] };
  const ask = (labelsConstraint: 'Any' | 'None') =>
    readLabelFilter({ level: 'Study', tags: [], labels: ['a'], labelsConstraint }, single);
  expect(ask('Any')).toEqual(nothing);
  expect(ask('None')).toEqual(free);
});
