import { describe, expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import type { Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';
import { makeMove } from './move.ts';

const everything: Scope = { everything: true, labels: [], studies: [] };
const siteA: Scope = { everything: false, labels: ['site-a'], studies: [] };

const studies = {
  findStudy: (_level: string, id: string) => id.split('/')[0],
  listStudies: (patient: string) => (patient === 'both' ? ['a1', 'b1'] : []),
  isInside: (study: string, { everything: all }: Scope) => all || study.startsWith('a'),
} as unknown as Studies;

interface Question {
  Level: string;
  Query: Record<string, string>;
  ParentStudy?: string;
}

/** An Orthanc in which each study has `images` of so many bytes, and a modality that does not take the refused ones. */
function open({
  scope = everything,
  images = 3,
  bytes = 1000,
  found = ['a1'],
  refused = [] as string[],
} = {}) {
  const stored: string[][] = [];
  const orders: Record<string, unknown>[] = [];
  const questions: Question[] = [];
  /** What jobs say about themselves, one answer after the other. */
  const running = new Map<string, string[]>();
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ method, uri, body }) => {
      if (method === 'DELETE') running.delete(uri);
      if (uri.startsWith('/jobs/')) return answerJson(200, { State: running.get(uri)?.shift() });
      if (uri === '/modalities?expand')
        return answerJson(200, { ws1: { AET: 'VIEWER', Host: '10.0.0.9' }, ws2: { AET: 'Workstation' } });
      const sent = JSON.parse(body as string);
      if (uri === '/modalities/ws2/store') {
        const { Resources, ...order } = sent;
        stored.push(Resources);
        orders.push(order);
        const ID = String(stored.length);
        const end = Resources.some((id: string) => refused.includes(id)) ? 'Failure' : 'Success';
        running.set(`/jobs/${ID}`, ['Pending', 'Running', end]);
        return answerJson(200, { ID });
      }
      if (sent.ResponseContent === undefined) {
        questions.push(sent);
        return answerJson(200, found);
      }
      const rows = Array.from({ length: images }, (_, number) => ({
        ID: `${sent.ParentStudy ?? sent.ParentSeries}/${number}`,
        Attachments: [{ ContentType: 1, UncompressedSize: bytes }],
      }));
      return answerJson(200, rows);
    },
  );
  const deeds: Deed[] = [];
  const write = (deed: Deed) => void deeds.push(deed);
  const audit = { record: write, count: write };
  const nodes = { find: () => ({ labels: [], scope }), forget: () => undefined };
  const { prepare, apply } = makeMove({ ...host, sleep: () => undefined }, { nodes, studies, audit });
  const ask = (request: Partial<MoveRequest>) =>
    prepare({
      level: 'Study',
      patientId: undefined,
      accessionNumber: undefined,
      studyInstanceUid: undefined,
      seriesInstanceUid: undefined,
      sopInstanceUid: undefined,
      originatorAet: 'VIEWER',
      sourceAet: 'ORTHANC',
      targetAet: 'WORKSTATION ',
      originatorId: 7,
      ...request,
    });
  /** Carries all steps out; gives the numbers of those that failed. */
  const carryOut = (steps: string[]) =>
    steps.flatMap((step, number) => {
      try {
        apply(step);
        return [];
      } catch {
        return [number];
      }
    });
  return { ask, carryOut, stored, orders, questions, deeds, running };
}

describe('what is asked for', () => {
  test.each<[Partial<MoveRequest>, string, Record<string, string>]>([
    [{ studyInstanceUid: '1.2' }, 'Study', { StudyInstanceUID: '1.2\\1.2' }],
    [{ studyInstanceUid: '1.2\\1.3' }, 'Study', { StudyInstanceUID: '1.2\\1.3' }],
    [{ studyInstanceUid: '1.2', accessionNumber: 'A*' }, 'Study', { AccessionNumber: 'A*\\A*' }],
    [
      { level: 'Series', studyInstanceUid: '1', seriesInstanceUid: '2' },
      'Series',
      { SeriesInstanceUID: '2\\2' },
    ],
    [
      { level: undefined, studyInstanceUid: '1', sopInstanceUid: '3' },
      'Instance',
      { SOPInstanceUID: '3\\3' },
    ],
    [{ level: undefined, patientId: 'P' }, 'Patient', { PatientID: 'P\\P' }],
  ])('%j', (request, level, query) => {
    const { ask, questions } = open({ found: ['both'] });
    ask(request);
    expect(questions).toEqual([{ Level: level, Query: query, CaseSensitive: true }]);
  });

  test.each<[string, Partial<MoveRequest>, string]>([
    ['nothing', {}, 'names nothing at its level'],
    ['nothing at its level', { level: 'Series', studyInstanceUid: '1.2' }, 'names nothing at its level'],
    ['a destination that nobody knows', { studyInstanceUid: '1', targetAet: 'X' }, 'not registered'],
  ])('%s', (_what, request, message) => {
    expect(() => open().ask(request)).toThrow(message);
  });

  test('what is not there fails', () => {
    expect(() => open({ found: [] }).ask({ studyInstanceUid: '1' })).toThrow('nothing that is there');
  });
});

describe('a modality that is limited to labels', () => {
  test('gets the studies of a patient that it may see', () => {
    const { ask, deeds } = open({ scope: siteA, found: ['both'] });
    const steps = ask({ level: 'Patient', patientId: 'P' });
    expect(steps.map((step) => JSON.parse(step).instance)).toEqual(['a1/0', 'a1/1', 'a1/2']);
    expect(deeds.map(({ outcome, study, address, detail }) => [outcome, study, address, detail])).toEqual([
      ['refused', 'b1', '10.0.0.9', 'to WORKSTATION'],
      ['success', 'a1', '10.0.0.9', 'to WORKSTATION'],
    ]);
  });

  test('is told the same of a study of others and of none', () => {
    const { ask, deeds } = open({ scope: siteA, found: ['b1'] });
    expect(() => ask({ studyInstanceUid: '1' })).toThrow('nothing that is there');
    expect(deeds).toMatchObject([{ outcome: 'refused', study: 'b1', actor: { aet: 'VIEWER' } }]);
  });
});

describe('sending', () => {
  test('counts images and takes an association for many of them', () => {
    const { ask, carryOut, stored, orders, running } = open({ images: 250 });
    const steps = ask({ studyInstanceUid: '1' });
    expect(steps).toHaveLength(250);
    expect(carryOut(steps)).toEqual([]);
    expect(stored.map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(running.size).toBe(0);
    expect(orders[0]).toEqual({ Asynchronous: true, MoveOriginatorAet: 'VIEWER', MoveOriginatorID: 7 });
  });

  test('large images go in small parcels', () => {
    const { ask, carryOut, stored } = open({ images: 5, bytes: 15 * 1024 * 1024 });
    expect(carryOut(ask({ studyInstanceUid: '1' }))).toEqual([]);
    expect(stored.map(({ length }) => length)).toEqual([2, 2, 1]);
  });

  test('one image is one', () => {
    const { ask, carryOut, stored } = open({ found: ['a1/7'] });
    expect(carryOut(ask({ level: 'Instance', sopInstanceUid: '3' }))).toEqual([]);
    expect(stored).toEqual([['a1/7']]);
  });

  test('an image that is refused fails by itself', () => {
    const { ask, carryOut, stored } = open({ images: 4, refused: ['a1/1'] });
    expect(carryOut(ask({ studyInstanceUid: '1' }))).toEqual([1]);
    expect(stored.map(({ length }) => length)).toEqual([4, 1, 1, 1, 1]);
  });

  test('a destination that takes nothing is left in peace after three', () => {
    const refused = Array.from({ length: 250 }, (_, number) => `a1/${number}`);
    const { ask, carryOut, stored } = open({ images: 250, refused });
    expect(carryOut(ask({ studyInstanceUid: '1' }))).toHaveLength(250);
    expect(stored).toHaveLength(4);
  });
});
