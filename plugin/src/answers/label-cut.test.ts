import { describe, expect, test } from 'vitest';
import { cutLabels, cutLabelsOfText } from './label-cut.ts';

const scope = { everything: false, labels: ['a', 'b'], studies: ['s'] };
const resource = (...labels: string[]) => ({ ID: '1', MainDicomTags: { StudyID: 'x' }, Labels: labels });

test.each<[string, unknown, unknown]>([
  ['a resource', resource('a', 'x', 'b'), resource('a', 'b')],
  ['a list', [resource('x'), resource('b')], [resource(), resource('b')]],
  ['lists in a list', [[resource('x')], [resource('a', 'y')]], [[resource()], [resource('a')]]],
  ['a list of identifiers', ['1', '2'], ['1', '2']],
  ['a resource without labels', { ID: '1' }, { ID: '1' }],
  ['no answer', null, null],
])('leaves only labels of the scope in %s', (_what, value, expected) => {
  expect(cutLabels(value, scope)).toEqual(expected);
});

test('whoever opens single studies sees none of their labels', () => {
  expect(cutLabels(resource('a'), { ...scope, labels: [] })).toEqual(resource());
});

test('whoever may see everything sees every label', () => {
  expect(cutLabels(resource('x'), { everything: true, labels: [], studies: [] })).toEqual(resource('x'));
});

describe('in the text of an answer', () => {
  /** As Orthanc writes JSON. */
  const text = `[
   {
      "ID" : "1",
      "Labels" : 
      [
         "a",
         "x"
      ],
      "MainDicomTags" : { "StudyDescription" : "\\"Labels\\" : [ \\"x\\" ] Ж" }
   },
   { "Labels" : [], "Metadata" : { "Labels" : "x" } },
   { "Labels":["b"], "RequestedTags" : { "StudyDescription" : "Labels" } }
]`;

  test('only lists of labels change', () => {
    expect(JSON.parse(cutLabelsOfText(text, scope))).toEqual(cutLabels(JSON.parse(text), scope));
  });

  test('nothing changes where nothing is to be cut', () => {
    expect(cutLabelsOfText(text, { ...scope, labels: ['a', 'b', 'x'] })).toBe(text);
    expect(cutLabelsOfText(text, { everything: true, labels: [], studies: [] })).toBe(text);
    expect(cutLabelsOfText('["1","2"]', scope)).toBe('["1","2"]');
  });

  test('all go for whoever opens single studies', () => {
    const cut = JSON.parse(cutLabelsOfText(text, { ...scope, labels: [] }));
    expect(cut.map(({ Labels }: { Labels: string[] }) => Labels)).toEqual([[], [], []]);
  });
});

test('what rules have given is not told by metadata either', () => {
  const scope = { everything: false, labels: ['a'], studies: [] };
  const resource = () => ({ ID: '1', Labels: ['a', 'b'], Metadata: { '5219': '["b"]', LastUpdate: 'x' } });
  expect(cutLabels([resource()], scope)).toEqual([{ ID: '1', Labels: ['a'], Metadata: { LastUpdate: 'x' } }]);
  const text = cutLabelsOfText(
    JSON.stringify([{ ...resource(), Metadata: { '5219': 'b "quoted" \\', Z: '"5219": "kept"' } }]),
    scope,
  );
  expect(JSON.parse(text)).toEqual([{ ID: '1', Labels: ['a'], Metadata: { Z: '"5219": "kept"' } }]);
});
