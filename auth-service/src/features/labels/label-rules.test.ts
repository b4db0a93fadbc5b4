import { describe, expect, it } from 'vitest';
import {
  findLabels,
  type LabelCondition,
  type LabelRule,
  type StudyFacts,
} from '../../../contract/label-rules.ts';

const condition = (text: string): LabelCondition => {
  const [field, operator, ...value] = text.split(' ');
  return { field, operator, value: value.join(' ') } as LabelCondition;
};
const rule = (labels: string, ...conditions: string[]): LabelRule => ({
  labels: labels.split(' '),
  conditions: conditions.map(condition),
});

const study: StudyFacts = {
  'called-aet': ['ORTHANC'],
  'calling-aet': ['CT1'],
  institution: ['Clinique de la Forêt '],
  'referring-physician': ['LEFÈVRE^Élodie^^Dr'],
  modality: ['PT', 'CT'],
  'study-description': ['TDM  abdomen\0'],
  uploader: [],
};

describe('a condition', () => {
  it.each([
    [true, 'institution is clinique de la foret'],
    [true, 'institution is CLINIQUE DE LA FORE\u0302T'],
    [false, 'institution is clinique'],
    [true, 'institution begins-with Clinique'],
    [false, 'institution begins-with Forêt'],
    [true, 'institution contains forêt'],
    [false, 'institution contains hôpital'],
    [true, 'referring-physician is lefevre elodie dr'],
    [true, 'referring-physician begins-with Lefèvre^'],
    [true, 'study-description is tdm abdomen'],
    [true, 'modality is ct'],
    [true, 'modality is pt'],
    [false, 'modality is mr'],
    [true, 'calling-aet matches CT?'],
    [false, 'calling-aet matches CT'],
    [false, 'calling-aet matches ?CT1'],
    [true, 'calling-aet matches *'],
    [true, 'calling-aet matches c*1'],
    [true, 'calling-aet matches **ct1**'],
    [true, 'institution matches *la*forêt'],
    [true, 'institution matches cl*e*?orêt'],
    [false, 'institution matches *la*forêt?'],
    [false, 'institution matches forêt*'],
    // Characters of a regular expression are themselves.
    [false, 'calling-aet matches C.1'],
    [false, 'calling-aet matches (CT1)'],
    // What is not known fits nothing, not even everything.
    [false, 'station matches *'],
    [false, 'uploader matches *'],
    [false, 'station contains x'],
  ])('%s: %s', (expected, text) => {
    expect(findLabels([rule('yes', text)], study)).toEqual(expected ? ['yes'] : []);
  });
});

describe('rules', () => {
  it('give their labels when all their conditions hold, each label once, in their order', () => {
    const rules = [
      rule('b a', 'modality is ct', 'institution contains foret'),
      rule('no', 'modality is ct', 'institution contains hopital'),
      rule('a c', 'modality is pt'),
    ];
    expect(findLabels(rules, study)).toEqual(['b', 'a', 'c']);
  });

  it('without conditions give nothing', () => {
    expect(findLabels([rule('everything')], study)).toEqual([]);
    expect(findLabels([], study)).toEqual([]);
  });

  it('take no time on a text that was made for it', () => {
    const begun = performance.now();
    const facts = { 'study-description': ['a'.repeat(10_000)] };
    expect(findLabels([rule('x', `study-description matches ${'*a'.repeat(90)}b`)], facts)).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
