import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeInternalService } from '../internal-service.ts';
import { makeRelabelling } from './relabelling.ts';

const settings = { url: '', authorization: 'Basic eA==' };
const idOf = (number: number) => `${String(number).padStart(8, '0')}-0-0-0-0`.replaceAll('-0', '-00000000');

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An Orthanc of so many studies, each of which takes 20 ms, and a service with one job. */
function open({ studies = 350, job = { id: 'j', after: null as string | null, done: 0, changed: 0 } } = {}) {
  const reports: Record<string, unknown>[] = [];
  const labelled: string[] = [];
  const service = { jobs: [job], stopAfter: Number.POSITIVE_INFINITY, isAway: false };
  const ids = Array.from({ length: studies }, (_, number) => idOf(number));
  const host = makeFakeHost(
    ({ url, body }) => {
      if (service.isAway) throw new Error('away');
      if (url.endsWith('/claim')) {
        expect(JSON.parse(body as string)).toEqual({ serverId: 'paris' });
        return answerJson(200, { job: service.jobs.shift() ?? null });
      }
      expect(url).toBe('/internal/label-jobs/j/progress');
      const report = JSON.parse(body as string);
      reports.push(report);
      return answerJson(200, { stop: report.done >= service.stopAfter });
    },
    () => answerJson(200, ids),
  );
  const relabelling = makeRelabelling(host, () => 'paris', {
    ask: makeInternalService(host, settings),
    rules: { readNow: () => [] },
    label: (study) => {
      vi.advanceTimersByTime(20);
      if (study === idOf(13)) throw new Error('cannot');
      labelled.push(study);
      return labelled.length % 2 === 0 ? 'changed' : 'unchanged';
    },
  });
  return { host, service, reports, labelled, ...relabelling, ids };
}

test('a job is done slice by slice, with a report every second or hundred studies', () => {
  const { work, reports, labelled, ids } = open();
  work();
  expect(labelled).toHaveLength(249);
  expect(reports.map(({ done }) => done)).toEqual([50, 100, 150, 200, 250]);
  work();
  expect(labelled).toEqual(ids.filter((id) => id !== idOf(13)));
  expect(reports.at(-1)).toEqual({ done: 350, total: 350, changed: 174, after: idOf(349), state: 'done' });
  const reported = reports.length;
  work();
  expect(reports).toHaveLength(reported);
});

test('it goes on where the last report was', () => {
  const { work, labelled, reports, ids } = open({
    job: { id: 'j', after: idOf(299), done: 300, changed: 7 },
  });
  work();
  expect(labelled).toEqual(ids.slice(300));
  expect(reports.at(-1)).toMatchObject({ done: 350, changed: 32, state: 'done' });
});

test('it stops when it is told to', () => {
  const { work, service, labelled } = open();
  service.stopAfter = 100;
  work();
  expect(labelled).toHaveLength(99);
  work();
  expect(labelled).toHaveLength(99);
});

test('the service is asked for a job when it announces one, and else now and then', () => {
  const { work, look, host, service } = open({ studies: 1 });
  work();
  work();
  const asked = () => host.sent.filter(({ url }) => url.endsWith('/claim')).length;
  expect(asked()).toBe(1);
  service.jobs.push({ id: 'j', after: null, done: 0, changed: 0 });
  look();
  work();
  expect(asked()).toBe(2);
});

test('a service that is away in the middle gets the rest later', () => {
  const { work, service, labelled, host, ids } = open();
  work();
  service.isAway = true;
  work();
  expect(host.logged).toContain('Relabelling waits: the auth service gives no answer');
  service.isAway = false;
  work();
  expect(new Set(labelled).size).toBe(ids.length - 1);
});
