import { expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { answerJson, makeFakeHost, utf8 } from '../fake-host.ts';
import type { Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';
import { makeReception } from './reception.ts';
import type { StudyLabels } from './study-labels.ts';

const study = '11111111-11111111-11111111-11111111-11111111';

const everything: Scope = { everything: true, labels: [], studies: [] };

function open(given: string[] = [], carried: string[] = [], { scope = everything, ofOthers = 0 } = {}) {
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ uri, body }) => {
      if (uri === '/tools/count-resources') {
        const { ParentStudy, MetadataQuery } = JSON.parse(String(body));
        expect(ParentStudy).toBe(study);
        return answerJson(200, { Count: MetadataQuery?.RemoteAET === 'CT1\\CT1' ? 2 : 2 + ofOthers });
      }
      expect(uri).toMatch(/\/metadata\/RemoteIP$/);
      return { status: 200, headers: [], body: utf8.encode('10.0.0.9') };
    },
  );
  const deeds: Deed[] = [];
  const changes: Parameters<StudyLabels['change']>[] = [];
  const labels: StudyLabels = { read: () => carried, change: (...change) => changes.push(change) };
  const receive = makeReception(host, {
    nodes: {
      find: () => ({ labels: given, scope }),
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

test.each<[string, string[], number, boolean]>([
  ['a study that it has sent alone', ['teaching'], 0, true],
  ['a study of others', ['teaching'], 1, false],
  ['a study of others that it may see anyhow', ['site-a'], 1, true],
])('a modality that is limited to labels opens %s to itself or not', (_, carried, ofOthers, isGiven) => {
  const scope: Scope = { everything: false, labels: ['site-a'], studies: [] };
  const { receive, image, changes } = open(['site-a', 'ct'], carried, { scope, ofOthers });
  receive(image('i1'));
  expect(changes.length > 0).toBe(isGiven);
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
