import { expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeInternalService } from '../internal-service.ts';
import { makeAuditDelivery } from './audit-delivery.ts';

const settings = { url: 'http://127.0.0.1:8043', authorization: 'Basic eA==' };

function open(answer: (events: unknown[]) => HttpClientResponse) {
  const host = makeFakeHost(({ body }) => answer(JSON.parse(body as string).events));
  return { host, deliver: makeAuditDelivery(host, makeInternalService(host, settings)) };
}
const taken = (events: unknown[]) => answerJson(200, { stored: events.length, rejected: 0 });

test('everything is delivered in order, in as many batches as it takes', () => {
  const arrived: unknown[] = [];
  const { host, deliver } = open((events) => {
    arrived.push(...events);
    return taken(events);
  });
  for (let id = 0; id < 1200; id++) host.spool.append(JSON.stringify({ id }));
  deliver();
  expect(arrived).toEqual(Array.from({ length: 1200 }, (_, id) => ({ id })));
  expect(host.sent.map(({ method, url, headers }) => [method, url, headers?.[0]])).toEqual(
    Array(3).fill(['POST', 'http://127.0.0.1:8043/internal/audit-events', ['authorization', 'Basic eA==']]),
  );
  expect(host.spooled).toEqual([]);
  deliver();
  expect(host.sent).toHaveLength(3);
});

test.each<[string, () => HttpClientResponse]>([
  [
    'is away',
    () => {
      throw new Error('refused');
    },
  ],
  ['fails', () => answerJson(500, {})],
  ['does not know us', () => answerJson(401, {})],
  ['is of another kind', () => answerJson(404, {})],
])('what is not delivered because the service %s is kept', (_what, answer) => {
  const { host, deliver } = open(answer);
  host.spool.append('{"id":1}');
  deliver();
  deliver();
  expect(host.spooled).toEqual(['{"id":1}']);
  expect(host.logged).toEqual([expect.stringMatching(/^Audit events wait: the auth service/)]);
});

test('nothing blocks the rest: neither what the service takes for malformed, nor half a line', () => {
  const { host, deliver } = open((events) =>
    events.includes('poison') ? answerJson(400, {}) : taken(events),
  );
  for (const line of ['"a"', '"poison"', '"b"', '{"half', '"c"']) host.spool.append(line);
  deliver();
  expect(host.spooled).toEqual([]);
  const accepted = host.sent.map(({ body }) => JSON.parse(body as string).events);
  expect(accepted.filter((events) => !events.includes('poison')).flat()).toEqual(['a', 'b', 'c']);
  expect(host.logged).toEqual(['2 audit events were malformed and are lost']);
});

test('long events travel in smaller batches', () => {
  const { host, deliver } = open(taken);
  for (let id = 0; id < 10; id++) host.spool.append(JSON.stringify('x'.repeat(250_000)));
  deliver();
  expect(host.sent).toHaveLength(5);
  expect(host.spooled).toEqual([]);
});
