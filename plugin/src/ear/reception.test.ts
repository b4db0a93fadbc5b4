import { expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { makeFakeHost, utf8 } from '../fake-host.ts';
import type { Studies } from '../gate/studies.ts';
import { makeReception } from './reception.ts';
import type { StudyLabels } from './study-labels.ts';

const study = '11111111-11111111-11111111-11111111-11111111';

function open(given: string[] = [], carried: string[] = []) {
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ uri }) => {
      expect(uri).toMatch(/\/metadata\/RemoteIP$/);
      return { status: 200, headers: [], body: utf8.encode('10.0.0.9') };
    },
  );
  const deeds: Deed[] = [];
  const changes: Parameters<StudyLabels['change']>[] = [];
  const labels: StudyLabels = { read: () => carried, change: (...change) => changes.push(change) };
  const receive = makeReception(host, {
    nodes: {
      find: () => ({ labels: given, scope: { everything: true, labels: [], studies: [] } }),
      forget: () => undefined,
    },
    studies: { findStudy: () => study } as unknown as Studies,
    labels,
    audit: { record: () => expect.unreachable(), count: (deed) => deeds.push(deed) },
  });
  const image = (id: string, more: Partial<StoredInstance> = {}): StoredInstance => ({
    id,
    origin: 'dimse',
    remoteAet: 'CT1',
    json: () => expect.unreachable(),
    ...more,
  });
  return { host, labels, changes, deeds, receive, image };
}

test('a study gets the labels of whoever sends it, once a minute and sender', () => {
  const { receive, image, changes } = open(['site-a', 'ct'], ['ct']);
  for (let number = 0; number < 300; number++) receive(image(`i${number}`));
  expect(changes).toEqual([[study, { add: ['site-a'] }, { actor: { aet: 'CT1' }, route: 'C-STORE' }]]);
  receive(image('i300', { remoteAet: 'WORKSTATION' }));
  expect(changes).toHaveLength(2);
});

test('each image counts as stored by the modality, from its address', () => {
  const { receive, image, deeds, changes } = open();
  for (const id of ['i1', 'i2']) receive(image(id));
  expect(changes).toEqual([]);
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

test('where labels cannot be given, the image is written down all the same, and the next one tries', () => {
  const { receive, image, labels, changes, deeds } = open(['site-a']);
  const { change } = labels;
  labels.change = () => {
    throw new Error('not now');
  };
  expect(() => receive(image('i1'))).toThrow('not now');
  expect(deeds).toHaveLength(1);
  labels.change = change;
  receive(image('i2'));
  expect(changes).toHaveLength(1);
});
