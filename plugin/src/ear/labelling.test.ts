import type { LabelField, LabelRule } from '@sgim/auth-service/contract/label-rules';
import { describe, expect, test } from 'vitest';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeLabelling } from './labelling.ts';
import type { StudyLabels } from './study-labels.ts';

const id = '11111111-11111111-11111111-11111111-11111111';
const rule = (field: LabelField, value: string, ...labels: string[]): LabelRule => ({
  conditions: [{ field, operator: 'is', value }],
  labels,
});

/** A study of a CT and a workstation. `kept` is what is known of its labels to have come by rule. */
function open({ carried = [] as string[], kept = undefined as string | undefined, isGone = false } = {}) {
  const metadata: Record<string, string> = { '5222': 'ada' };
  if (kept !== undefined) metadata['5219'] = kept;
  const answers: Record<string, unknown> = {
    [`/studies/${id}`]: {
      MainDicomTags: {
        InstitutionName: 'Clinique du Lac',
        ReferringPhysicianName: 'HOUSE^Gregory',
        StudyDescription: 'Thorax',
      },
    },
    [`/studies/${id}/series`]: [
      { MainDicomTags: { Modality: 'CT', StationName: 'CT-A' }, Instances: ['i1', 'i2'] },
      { MainDicomTags: { Modality: 'SR' }, Instances: ['i3'] },
    ],
    '/instances/i1/metadata?expand': { RemoteAET: 'CT1', CalledAET: 'ORTHANC' },
    '/instances/i3/metadata?expand': { RemoteAET: 'WORKSTATION', CalledAET: 'SGIM' },
  };
  const host = makeFakeHost(
    () => expect.unreachable(),
    ({ method, uri, body }) => {
      if (isGone) return answerJson(404, {});
      if (uri === `/studies/${id}/metadata?expand`) return answerJson(200, metadata);
      if (method === 'PUT') metadata[uri.split('/').at(-1) ?? ''] = body as string;
      else if (answers[uri] === undefined) expect.unreachable(uri);
      return answerJson(200, answers[uri] ?? {});
    },
  );
  const labels: StudyLabels = {
    read: () => (isGone ? undefined : carried),
    change: (_study, { add, remove = [] }) => {
      carried = [...carried.filter((label) => !remove.includes(label)), ...add];
    },
  };
  const label = makeLabelling(host, labels);
  return {
    host,
    labels,
    apply: (...rules: LabelRule[]) => label(id, rules),
    result: () => ({ carried, kept: metadata['5219'] }),
  };
}

describe('what rules are about', () => {
  test.each<[LabelField, string]>([
    ['institution', 'clinique du lac'],
    ['referring-physician', 'House Gregory'],
    ['study-description', 'THORAX'],
    ['modality', 'SR'],
    ['station', 'ct-a'],
    ['calling-aet', 'CT1'],
    ['calling-aet', 'WORKSTATION'],
    ['called-aet', 'SGIM'],
    ['uploader', 'ada'],
  ])('%s %s', (field, value) => {
    const { apply, result } = open();
    expect(apply(rule(field, value, 'x'))).toBe('changed');
    expect(result()).toEqual({ carried: ['x'], kept: '["x"]' });
  });

  test('is looked for, and nothing else', () => {
    const { apply, host } = open();
    apply(rule('institution', 'nowhere', 'x'));
    expect(host.asked.map(({ uri }) => uri)).toEqual([`/studies/${id}/metadata?expand`, `/studies/${id}`]);
  });
});

describe('labels', () => {
  const lake = rule('institution', 'Clinique du Lac', 'lake');

  test('that are there already were not given by the rule, and stay', () => {
    const { apply, result } = open({ carried: ['lake'] });
    expect(apply(lake)).toBe('unchanged');
    expect(result()).toEqual({ carried: ['lake'], kept: undefined });
    apply();
    expect(result().carried).toEqual(['lake']);
  });

  test('that no rule gives any more are taken back', () => {
    const { apply, result } = open({ carried: ['own'] });
    apply(lake);
    expect(apply(rule('modality', 'CT', 'ct'))).toBe('changed');
    expect(result()).toEqual({ carried: ['own', 'ct'], kept: '["ct"]' });
    expect(apply()).toBe('changed');
    expect(result()).toEqual({ carried: ['own'], kept: '[]' });
  });

  test('that somebody took away come again: the rule is the rule', () => {
    const { apply, result } = open({ kept: '["lake"]' });
    expect(apply(lake)).toBe('changed');
    expect(result()).toEqual({ carried: ['lake'], kept: '["lake"]' });
  });

  test('that somebody took away after the rule was gone are forgotten', () => {
    const { apply, result } = open({ kept: '["lake"]' });
    expect(apply()).toBe('unchanged');
    expect(result()).toEqual({ carried: [], kept: '[]' });
  });

  test('are kept as given by rule before they are given', () => {
    const { apply, labels, result } = open();
    const { change } = labels;
    labels.change = () => {
      throw new Error('cut short');
    };
    expect(() => apply(lake)).toThrow('cut short');
    labels.change = change;
    apply();
    expect(result()).toEqual({ carried: [], kept: '[]' });
  });

  test('of a study that is gone, or whose list is somebody else’s', () => {
    expect(open({ isGone: true }).apply(lake)).toBe('unchanged');
    const { apply, result } = open({ kept: 'not a list' });
    apply(lake);
    expect(result().kept).toBe('["lake"]');
  });
});
