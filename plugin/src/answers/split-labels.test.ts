import { expect, test } from 'vitest';
import { answerJson, utf8 } from '../fake-host.ts';
import { idOf, makeFakeOrthanc } from './fake-orthanc.ts';
import { makeSplitLabels } from './split-labels.ts';

function open() {
  const jobs = new Map<string, unknown>();
  const orthanc = makeFakeOrthanc({ fresh: { patient: 'ann', labels: [], series: {} } }, ({ uri }) =>
    uri.startsWith('/jobs/') && jobs.has(uri) ? answerJson(200, jobs.get(uri)) : undefined,
  );
  const labels = makeSplitLabels(orthanc.tools);
  const start = (job: string) =>
    labels.follow(
      { status: 200, body: utf8.encode(JSON.stringify({ ID: job, Path: `/jobs/${job}` })) },
      { labels: ['ward'], giver: { userId: 'u1', name: 'Ann' } },
    );
  return { ...orthanc, ...labels, jobs, start };
}

test('a job is looked after until its study is there', () => {
  const { start, work, jobs, labelsOf, host } = open();
  start('j1');
  jobs.set('/jobs/j1', { State: 'Pending', Content: {} });
  work();
  jobs.set('/jobs/j1', { State: 'Running', Content: { TargetStudy: idOf('later') } });
  work();
  expect(labelsOf('fresh')).toEqual([]);
  jobs.set('/jobs/j1', { State: 'Running', Content: { TargetStudy: idOf('fresh') } });
  work();
  expect(labelsOf('fresh')).toEqual(['ward']);
  const before = host.asked.length;
  work();
  expect(host.asked).toHaveLength(before);
});

test.each<[string, unknown]>([
  ['failed', { State: 'Failure', Content: {} }],
  ['done without images', { State: 'Success', Content: {} }],
])('a job that is %s is forgotten, others are not', (_what, job) => {
  const { start, work, jobs, labelsOf } = open();
  start('j1');
  start('j2');
  jobs.set('/jobs/j1', job);
  jobs.set('/jobs/j2', { State: 'Running', Content: {} });
  work();
  jobs.set('/jobs/j1', { State: 'Running', Content: { TargetStudy: idOf('fresh') } });
  work();
  expect(labelsOf('fresh')).toEqual([]);
  jobs.set('/jobs/j2', { State: 'Success', Content: { TargetStudy: idOf('fresh') } });
  work();
  expect(labelsOf('fresh')).toEqual(['ward']);
});

test('a split that fails is followed by nothing', () => {
  const { follow, work, host } = open();
  follow({ status: 400 }, { labels: ['ward'], giver: { userId: 'u1', name: 'Ann' } });
  work();
  expect(host.asked).toEqual([]);
});
