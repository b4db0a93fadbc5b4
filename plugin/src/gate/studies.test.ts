import { describe, expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeStudies } from './studies.ts';

/** An identifier of Orthanc's form. */
const id = (digit: string) => Array.from({ length: 5 }, () => digit.repeat(8)).join('-');

/** Two patients' studies A and B; a third study C has the UID of A, but is another patient's. */
const series: Record<string, string> = { [id('1')]: id('a'), [id('2')]: id('b'), [id('3')]: id('c') };
const instances: Record<string, string> = { [id('4')]: id('1'), [id('5')]: id('2'), [id('6')]: id('3') };
const labels: Record<string, string[]> = { [id('a')]: ['x'], [id('b')]: [], [id('c')]: ['y'] };
const uids: Record<string, [string, string][]> = {
  '1.1': [
    ['Study', id('a')],
    ['Study', id('c')],
  ],
  '1.2': [['Study', id('b')]],
  '2.1': [['Series', id('1')]],
  '2.2': [['Series', id('2')]],
  '3.1': [['Instance', id('4')]],
  '3.2': [['Instance', id('5')]],
};

function open() {
  const host = makeFakeHost(
    () => answerJson(500, {}),
    ({ method, uri, body }) => {
      const [, level, one = '', part] = uri.split('/');
      if (method === 'POST')
        return answerJson(
          200,
          (uids[body as string] ?? []).map(([Type, ID]) => ({ Type, ID })),
        );
      if (level === 'studies' && part === 'labels' && labels[one]) return answerJson(200, labels[one]);
      if (level === 'series' && part === 'study' && series[one]) return answerJson(200, { ID: series[one] });
      if (level === 'instances' && part === 'study' && instances[one])
        return answerJson(200, { ID: series[instances[one]] });
      if (level === 'instances' && instances[one]) return answerJson(200, { ParentSeries: instances[one] });
      if (level === 'patients' && one === id('f')) return answerJson(200, { Studies: [id('a')] });
      return answerJson(404, {});
    },
  );
  return { host, studies: makeStudies(host) };
}

describe('the study of a resource', () => {
  test('is found from its series and images, and asked for once', () => {
    const { host, studies } = open();
    expect(studies.findStudy('instances', id('4'))).toBe(id('a'));
    expect(studies.findStudy('instances', id('4'))).toBe(id('a'));
    expect(studies.findStudy('series', id('1'))).toBe(id('a'));
    expect(host.asked.map(({ uri }) => uri)).toEqual([
      `/instances/${id('4')}/study`,
      `/series/${id('1')}/study`,
    ]);
  });

  test.each(['', 'abc', `${id('4')}/../..`, id('4').toUpperCase().replaceAll('4', 'A'), id('9')])(
    'is nothing for %j, and is never kept as nothing',
    (unknown) => {
      const { host, studies } = open();
      expect(studies.findStudy('instances', unknown)).toBeUndefined();
      expect(studies.findStudy('studies', unknown)).toBeUndefined();
      expect(host.ttls.size).toBe(0);
    },
  );
});

describe('DICOM identifiers', () => {
  test.each<[object, string[] | undefined]>([
    [{ study: '1.2' }, [id('b')]],
    [{ study: '1.1' }, [id('a'), id('c')]],
    [{ study: '1.1', series: '2.1' }, [id('a')]],
    [{ study: '1.2', series: '2.2', instance: '3.2' }, [id('b')]],
    [{ instance: '3.1' }, [id('a')]],
    [{ study: '1.2', series: '2.1' }, undefined],
    [{ study: '1.1', series: '2.1', instance: '3.2' }, undefined],
    [{ study: '1.1', instance: '3.2' }, undefined],
    [{ study: '2.1' }, undefined],
    [{ study: '9' }, undefined],
    [{ study: '1.*' }, undefined],
    [{ study: '1.2', series: '' }, undefined],
    [{ instance: 'x' }, undefined],
  ])('%j', (given, found) => {
    expect(open().studies.findByUids(given)).toEqual(found);
  });
});

describe('a scope', () => {
  const scope = (labelled: string[], single: string[] = []) => ({
    everything: false,
    labels: labelled,
    studies: single,
  });

  test('has the studies that carry one of its labels, or that it names', () => {
    const { studies } = open();
    expect(studies.isInside(id('a'), scope(['x', 'z']))).toBe(true);
    expect(studies.isInside(id('a'), scope(['z']))).toBe(false);
    expect(studies.isInside(id('b'), scope(['x']))).toBe(false);
    expect(studies.isInside(id('b'), scope([], [id('b')]))).toBe(true);
    expect(studies.isInside(id('b'), { everything: true, labels: [], studies: [] })).toBe(true);
  });

  test('has nothing that does not exist', () => {
    const { studies } = open();
    expect(studies.isInside(id('e'), { everything: true, labels: [], studies: [] })).toBe(false);
    expect(studies.isInside(id('e'), scope(['x'], [id('e')]))).toBe(false);
  });

  test('follows labels within a second, and at once where they are written here', () => {
    const { host, studies } = open();
    studies.findLabels(id('a'));
    expect(host.ttls.get(`labels ${id('a')}`)).toBeLessThan(1000);
    studies.findLabels(id('a'));
    expect(host.asked).toHaveLength(1);
    studies.forgetLabels(id('a'));
    studies.findLabels(id('a'));
    expect(host.asked).toHaveLength(2);
  });
});
