import { expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';
import { makeStatistics, statisticsRoute } from './statistics.ts';

/** As many studies inside as `count`, all called `one`. */
function setUp(count: number) {
  const study = { ID: idOf('one'), ParentPatient: idOf('ann'), RequestedTags: { StudyInstanceUID: '1.2' } };
  const orthanc = makeFakeOrthanc(
    { one: { patient: 'ann', labels: ['a'], series: { s1: ['i1', 'i2'] } } },
    ({ uri, body }) => {
      if (uri === '/statistics') return answerJson(200, { CountStudies: 1000 });
      if (!uri.startsWith('/tools/')) return undefined;
      const { Level, ResponseContent } = JSON.parse(String(body));
      if (uri === '/tools/count-resources') return answerJson(200, { Count: Level === 'Study' ? count : 7 });
      if (Level === 'Patient') return answerJson(200, [idOf('ann'), idOf('bob')]);
      return answerJson(200, ResponseContent === undefined ? [idOf('one')] : [study]);
    },
  );
  const route = makeStatistics(orthanc.tools);
  const read = (...labels: string[]) =>
    ask(
      statisticsRoute,
      route,
      orthanc.request('GET', '/statistics', { grants: [{ permissions: ['view'], labels }] }),
    ).json;
  return { ...orthanc, read };
}

test('counts and adds up what is inside, once in a while', () => {
  const { read, host } = setUp(1);
  const expected = {
    CountPatients: 1,
    CountStudies: 1,
    CountSeries: 7,
    CountInstances: 7,
    TotalDiskSize: '1048576',
    TotalDiskSizeMB: 1,
    TotalUncompressedSize: '1048576',
    TotalUncompressedSizeMB: 1,
  };
  expect(read('a')).toEqual(expected);
  const { length } = host.asked;
  expect(read('a')).toEqual(expected);
  expect(host.asked).toHaveLength(length);
  expect([...host.ttls.values()]).toContain(10_000);
});

test('of many studies only how many they are', () => {
  const { read } = setUp(301);
  expect(read('a')).toEqual({ CountPatients: 1, CountStudies: 301, CountSeries: 7, CountInstances: 7 });
});

test('whoever sees everything gets Orthanc’s own', () => {
  expect(setUp(1).read('*')).toEqual({ CountStudies: 1000 });
});
