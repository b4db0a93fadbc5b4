import { describe, expect, test } from 'vitest';
import type { Deed } from '../audit/audit.ts';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import type { Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';
import { makeFind } from './find.ts';

const everything: Scope = { everything: true, labels: [], studies: [] };
const siteA: Scope = { everything: false, labels: ['site-a'], studies: [] };

const studies = {} as Studies;

function open(rows: object[], scope: Scope = everything) {
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ uri }) => answerJson(200, uri === '/tools/find' ? rows : { ct: { AET: 'Ct1', Host: '10.0.0.9' } }),
  );
  const deeds: Deed[] = [];
  const audit = { record: () => expect.unreachable(), count: (deed: Deed) => void deeds.push(deed) };
  const nodes = { find: () => ({ labels: [], scope }), forget: () => undefined };
  const find = makeFind(host, { nodes, studies, audit }, 'SGIM');
  const ask = (...tags: [string, string][]) => {
    const { answers, complete } = find({ issuerAet: 'CT1', calledAet: 'ANY', tags });
    return { answers: answers.map((answer) => JSON.parse(answer)), complete };
  };
  const searches = () => host.asked.filter(({ uri }) => uri === '/tools/find');
  const question = () => JSON.parse(searches()[0]?.body as string);
  return { deeds, ask, question, searches };
}

const level = (name: string): [string, string] => ['0008,0052', name];

describe('a query', () => {
  test('becomes one of Orthanc, without what says nothing', () => {
    const { ask, question } = open([]);
    ask(
      ['0008,0000', '20'],
      ['0008,0005', 'ISO_IR 100'],
      ['0008,0020', '20260101-'],
      ['0008,0050', ''],
      level('STUDY'),
      ['0009,0010', 'SOMEBODY'],
      ['0010,0010', 'D*'],
      ['0010,0020', '*'],
    );
    expect(question()).toEqual({
      Level: 'Study',
      Query: { '0008,0020': '20260101-', '0010,0010': 'D*' },
      CaseSensitive: false,
      RequestedTags: ['0008,0020', '0008,0050', '0010,0010', '0010,0020'],
      ResponseContent: ['RequestedTags'],
      Short: true,
      Limit: 5001,
    });
  });

  test.each([
    ['PATIENT', 'Patient'],
    ['SERIES', 'Series'],
    ['IMAGE', 'Instance'],
    ['study ', 'Study'],
  ])('at level %s', (text, name) => {
    const { ask, question } = open([]);
    ask(level(text));
    expect(question().Level).toBe(name);
  });

  test.each([[''], ['EVERYTHING']])('at level "%s" cannot be answered', (text) => {
    expect(() => open([]).ask(level(text))).toThrow('level');
    expect(() => open([]).ask()).toThrow('level');
  });

  test('is written down', () => {
    const { ask, deeds } = open([]);
    ask(level('STUDY'));
    expect(deeds).toMatchObject([{ actor: { aet: 'CT1' }, action: 'find', address: '10.0.0.9' }]);
  });
});

describe('an answer', () => {
  test('has what was asked for and nothing else', () => {
    const sequence = [{ '0008,1150': '1.2' }];
    const { ask } = open([
      { ID: 'a1', RequestedTags: { '0010,0010': 'DÉMO', '0008,1110': sequence, '0008,0050': null, x: 'y' } },
    ]);
    expect(
      ask(
        ['0008,0005', 'x'],
        ['0008,0050', ''],
        level('STUDY'),
        ['0008,1110', ''],
        ['0010,0010', ''],
        ['0008,0201', '+0100'],
      ),
    ).toEqual({
      answers: [
        {
          '0008,0050': '',
          '0008,0052': 'STUDY',
          '0008,0054': 'SGIM',
          '0008,1110': sequence,
          '0008,0201': '',
          '0010,0010': 'DÉMO',
        },
      ],
      complete: true,
    });
  });

  test.each<[string, string, string, boolean]>([
    ['0010,0020', 'a1', 'a1', true],
    ['0010,0020', 'a1', 'A1', false],
    ['0010,0020', 'a*', 'A1', false],
    ['0010,0020', '*b?c*', 'aab1b2c', true],
    ['0010,0020', '*b?C', 'aab1b2c', false],
    ['0010,0020', 'b*c?', 'abc1', false],
    ['0010,0020', `*${'a*'.repeat(30)}b`, `${'a'.repeat(63)}B`, false],
    ['0010,0020', 'a?', 'a1', true],
    ['0010,0020', 'b\\A1', 'A1', true],
    ['0010,0020', 'b\\a1', 'A1', false],
    ['0008,0061', 'CT', 'MR\\CT', true],
    ['0010,0010', 'démo*', 'DÉMO^Fantôme', true],
    ['0008,0090', 'house', 'HOUSE', true],
    ['0008,0020', '20260101-20261231', '20260515', true],
  ])('%s = %s finds %s: %s', (tag, wanted, value, isFound) => {
    const { ask } = open([{ ID: 'a1', RequestedTags: { [tag]: value } }]);
    expect(ask(level('STUDY'), [tag, wanted]).answers).toHaveLength(isFound ? 1 : 0);
  });

  test('whoever asks for more than there is room for is told', () => {
    const { ask } = open(Array.from({ length: 5001 }, () => ({ ID: 'a1' })));
    const { answers, complete } = ask(level('STUDY'));
    expect([answers.length, complete]).toEqual([5000, false]);
  });
});

describe('a modality that is limited to labels', () => {
  test('finds studies with its labels, by the query', () => {
    const { ask, question } = open([], siteA);
    ask(level('STUDY'));
    expect(question()).toMatchObject({ Labels: ['site-a'], LabelsConstraint: 'Any' });
  });

  test('without a label finds nothing, and Orthanc is not asked', () => {
    const { ask, searches } = open([{ ID: 'a1' }], { ...siteA, labels: [] });
    expect(ask(level('STUDY'))).toEqual({ answers: [], complete: true });
    expect(searches()).toEqual([]);
  });
});
