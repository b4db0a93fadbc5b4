import { expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import type { Studies } from '../gate/studies.ts';
import { makeStudyLabels } from './study-labels.ts';

function open(statuses: number[] = []) {
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ method }) => answerJson(method === 'GET' ? 200 : (statuses.shift() ?? 200), ['site-a']),
  );
  const written: Deed[] = [];
  const forgotten: string[] = [];
  const labels = makeStudyLabels(
    host,
    { forgetLabels: (study: string) => forgotten.push(study) } as unknown as Studies,
    { record: (deed) => written.push(deed), count: () => expect.unreachable() },
  );
  const writes = () => host.asked.map(({ method, uri }) => `${method} ${uri}`);
  return { labels, written, forgotten, writes };
}
const cause = { actor: { aet: 'CT1' }, route: 'C-STORE' };

test('a change is written down before it is made, and what was known is forgotten', () => {
  const { labels, written, forgotten, writes } = open();
  labels.change('1', { add: ['b', 'c'], remove: ['a'] }, cause);
  expect(writes()).toEqual([
    'PUT /studies/1/labels/b',
    'PUT /studies/1/labels/c',
    'DELETE /studies/1/labels/a',
  ]);
  expect(written).toEqual([
    { ...cause, action: 'edit-labels', outcome: 'success', address: null, study: '1', detail: '+b +c -a' },
  ]);
  expect(forgotten).toEqual(['1']);
});

test('nothing to change is nothing', () => {
  const { labels, written, writes } = open();
  labels.change('1', { add: [] }, cause);
  expect([written, writes()]).toEqual([[], []]);
  expect(labels.read('1')).toEqual(['site-a']);
});

test('a database that refuses is asked again, three times in all', () => {
  const { labels, writes } = open([503, 503]);
  labels.change('1', { add: ['b'] }, cause);
  expect(writes()).toHaveLength(3);
  expect(() => open([503, 503, 503]).labels.change('1', { add: ['b'] }, cause)).toThrow('does not change');
});
