import { expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { makeFakeHost, utf8 } from '../fake-host.ts';
import type { Nodes } from './nodes.ts';
import { makeReception } from './reception.ts';

const study = '11111111-11111111-11111111-11111111-11111111';

function open(node: Partial<ReturnType<Nodes['find']>> = {}) {
  const labelled: string[] = [];
  let failures = 0;
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ method, uri }) => {
      const body = utf8.encode('10.0.0.9');
      if (method === 'GET' && uri.endsWith('/metadata/RemoteIP')) return { status: 200, headers: [], body };
      if (method !== 'PUT') return expect.unreachable(uri);
      failures -= 1;
      if (failures >= 0) return { status: 503, headers: [], body };
      labelled.push(uri);
      return { status: 200, headers: [], body };
    },
  );
  const deeds: Deed[] = [];
  const forgotten: string[] = [];
  const receive = makeReception(host, {
    nodes: {
      find: () => ({ labels: [], scope: { everything: true, labels: [], studies: [] }, ...node }),
      forget: () => undefined,
    },
    studies: {
      findStudy: () => study,
      forgetLabels: (id: string) => forgotten.push(id),
    } as unknown as Parameters<typeof makeReception>[1]['studies'],
    audit: { record: () => expect.unreachable(), count: (deed) => deeds.push(deed) },
  });
  const image = (id: string, more: Partial<StoredInstance> = {}): StoredInstance => ({
    id,
    origin: 'dimse',
    remoteAet: 'CT1',
    json: () => expect.unreachable(),
    ...more,
  });
  const failNext = (count: number) => {
    failures = count;
  };
  return { host, labelled, deeds, forgotten, receive, image, failNext };
}

test('a study gets the labels of whoever sends it, once a minute and sender', () => {
  const { receive, image, labelled, forgotten } = open({ labels: ['site-a', 'ct'] });
  for (let number = 0; number < 300; number++) receive(image(`i${number}`));
  expect(labelled).toEqual([`/studies/${study}/labels/site-a`, `/studies/${study}/labels/ct`]);
  expect(forgotten).toEqual([study]);
  receive(image('i300', { remoteAet: 'WORKSTATION' }));
  expect(labelled).toHaveLength(4);
});

test('each image counts as stored by the modality, from its address', () => {
  const { receive, image, deeds, labelled } = open();
  for (const id of ['i1', 'i2']) receive(image(id));
  expect(labelled).toEqual([]);
  expect(deeds).toEqual(
    Array(2).fill({
      actor: { aet: 'CT1' },
      action: 'store',
      outcome: 'success',
      address: '10.0.0.9',
      route: 'C-STORE',
      study,
    }),
  );
});

test('what came otherwise is nobody else’s business', () => {
  const { receive, image, host, deeds } = open({ labels: ['site-a'] });
  for (const origin of ['rest', 'plugin', 'webdav'] as const) receive(image('i1', { origin }));
  expect(host.asked).toEqual([]);
  expect(deeds).toEqual([]);
});

test('a database that refuses is asked again; if it goes on, the next image tries', () => {
  const { receive, image, labelled, failNext } = open({ labels: ['site-a'] });
  failNext(2);
  receive(image('i1'));
  expect(labelled).toHaveLength(1);
  const other = open({ labels: ['site-a'] });
  other.failNext(3);
  expect(() => other.receive(other.image('i1'))).toThrow('could not be given');
  expect(other.deeds).toHaveLength(1);
  other.receive(other.image('i2'));
  expect(other.labelled).toHaveLength(1);
});
