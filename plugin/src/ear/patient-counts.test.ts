import { expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import type { Studies } from '../gate/studies.ts';
import { makePatientCounts } from './patient-counts.ts';

const scope = { everything: false, labels: ['site-a'], studies: [] };

function open() {
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ uri }) =>
      uri.includes('gone') ? answerJson(404, {}) : answerJson(200, { CountSeries: 2, CountInstances: 30 }),
  );
  const studies = {
    listStudies: () => ['a1', 'b1', 'a2', 'a-gone'],
    isInside: (study: string) => study.startsWith('a'),
  } as unknown as Studies;
  return { host, count: makePatientCounts(host, studies) };
}

test('counts are those of the studies in the scope', () => {
  expect(open().count('p', ['0010,0010', '0020,1204'], scope)).toEqual({
    '0020,1200': '3',
    '0020,1202': '4',
    '0020,1204': '60',
  });
});

test('what nobody asks for is not counted', () => {
  const { host, count } = open();
  expect(count('p', ['0010,0010'], scope)).toEqual({});
  expect(host.asked).toEqual([]);
});
