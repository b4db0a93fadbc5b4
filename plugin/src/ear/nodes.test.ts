import { expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeInternalService } from '../internal-service.ts';
import { makeNodes } from './nodes.ts';

const settings = { url: 'http://127.0.0.1:8043', authorization: 'Basic eA==' };
const ct1 = { aet: 'CT1', labels: ['site-a'], scope: ['site-a', 'research'] };
const away = () => {
  throw new Error('away');
};

function open(...nodes: object[]) {
  const service = { answer: (): HttpClientResponse => answerJson(200, { nodes }) };
  const host = makeFakeHost(() => service.answer());
  return { host, service, nodes: makeNodes(host, makeInternalService(host, settings)) };
}
const everything = { everything: true, labels: [], studies: [] };

test('what the service says, asked once; of others nothing', () => {
  const { nodes, host } = open(ct1, { aet: 'ALL', labels: [], scope: ['*'] });
  expect(nodes.find('CT1')).toEqual({
    labels: ['site-a'],
    scope: { everything: false, labels: ['site-a', 'research'], studies: [] },
  });
  expect(nodes.find('ALL')).toEqual({ labels: [], scope: everything });
  expect(nodes.find('OTHER')).toEqual({ labels: [], scope: everything });
  expect(host.sent).toHaveLength(1);
});

test('a modality does not escape by writing its name otherwise', () => {
  const { nodes } = open(ct1);
  for (const aet of ['ct1', 'Ct1', ' CT1 ']) expect(nodes.find(aet).labels).toEqual(['site-a']);
});

test('a change is seen as soon as it is announced', () => {
  const { nodes, service } = open(ct1);
  nodes.find('CT1');
  service.answer = () => answerJson(200, { nodes: [] });
  expect(nodes.find('CT1').labels).toEqual(['site-a']);
  nodes.forget();
  expect(nodes.find('CT1').scope).toEqual(everything);
});

test('a service that is away does not widen anything, also after a restart', () => {
  const { nodes, service, host } = open(ct1);
  nodes.find('CT1');
  service.answer = away;
  host.cache.clear();
  const restarted = makeNodes(host, makeInternalService(host, settings));
  expect(restarted.find('CT1').scope.labels).toEqual(['site-a', 'research']);
  expect(host.ttls.get('DICOM nodes')).toBe(5000);
});

test('where nobody knows, nothing is answered', () => {
  const { nodes, service } = open();
  service.answer = away;
  expect(() => nodes.find('CT1')).toThrow('nobody knows');
});
