import { expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeInternalService } from '../internal-service.ts';
import { makeRevocationWatch } from './revocations.ts';

const settings = { url: 'http://127.0.0.1:8043', authorization: 'Basic eA==' };

interface Answer {
  sequence?: string;
  subjects?: string[];
  all?: boolean;
}

/** A service that gives these answers and is away then. */
function open(...answers: Answer[]) {
  const waiting = [...answers];
  const host = makeFakeHost(() => {
    const answer = waiting.shift();
    if (answer === undefined) throw new Error('away');
    return answerJson(200, { sequence: '7', subjects: [], all: false, ...answer });
  });
  const forgotten: string[] = [];
  const watch = makeRevocationWatch(host, makeInternalService(host, settings), {
    user: (userId) => forgotten.push(userId),
    everybody: () => {
      forgotten.push('everybody');
      host.cache.clear();
    },
    labels: () => forgotten.push('labels'),
    nodes: () => forgotten.push('nodes'),
  });
  const asked = () => host.sent.map(({ body }) => JSON.parse(body as string));
  return { host, forgotten, watch, waiting, asked };
}

test('each subject is forgotten, and nothing else', () => {
  const { watch, forgotten } = open(
    { sequence: '1' },
    { sequence: '4', subjects: ['0190c0de', 'service:5', 'link:6'] },
    { sequence: '4' },
    { sequence: '5', subjects: ['config:labels'] },
    { sequence: '6', subjects: ['config:nodes', '*'] },
  );
  watch();
  expect(forgotten.slice(0, 3)).toEqual(['everybody', 'labels', 'nodes']);
  expect(forgotten.slice(3)).toEqual(['0190c0de', 'service:5', 'link:6', 'labels', 'nodes', 'everybody']);
});

test('it goes on where it was, also after it has emptied the cache or the service was away', () => {
  const { watch, waiting, asked } = open({ sequence: '1' }, { sequence: '2', subjects: ['*'] });
  watch();
  waiting.push({ sequence: '3' });
  watch();
  expect(asked().map(({ after }) => after)).toEqual([null, '1', '2', '2', '3']);
});

test('where the service cannot tell, or the count is lost, everything is forgotten', () => {
  const { watch, waiting, forgotten, host } = open({}, { all: true });
  watch();
  expect(forgotten).toEqual(['everybody', 'labels', 'nodes', 'everybody', 'labels', 'nodes']);
  forgotten.length = 0;
  host.cache.clear();
  waiting.push({});
  watch();
  expect(forgotten).toEqual(['everybody', 'labels', 'nodes']);
});

test('a service that is away is asked once a run, and is written about once', () => {
  const { watch, host } = open();
  watch();
  watch();
  expect(host.sent).toHaveLength(2);
  expect(host.logged).toEqual(['Revocations cannot be had: the auth service gives no answer']);
});

test('a service of another make is left in peace for a minute', () => {
  const host = makeFakeHost(() => answerJson(404, {}));
  const forget = () => expect.unreachable();
  const forgetting = { user: forget, everybody: forget, labels: forget, nodes: forget };
  const watch = makeRevocationWatch(host, makeInternalService(host, settings), forgetting);
  watch();
  watch();
  expect(host.sent).toHaveLength(1);
  expect([...host.ttls.values()]).toContain(60_000);
});

test('the poll outlasts what the service may wait', () => {
  const { watch, host } = open({});
  watch();
  expect(host.sent[0]).toMatchObject({
    method: 'POST',
    url: 'http://127.0.0.1:8043/internal/revocations/wait',
    timeoutMs: 25_000,
  });
});
