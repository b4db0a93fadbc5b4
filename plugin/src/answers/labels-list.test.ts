import { expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { ask, makeFakeOrthanc } from './fake-orthanc.ts';
import { labelsListRoute, makeLabelsList } from './labels-list.ts';

test.each<[HeldGrant[], unknown]>([
  [[{ permissions: ['view'], labels: ['a', 'unused'] }], ['a']],
  [
    [
      { permissions: ['edit-labels'], labels: ['b'] },
      { permissions: ['view'], labels: ['a'] },
      { permissions: ['download'], labels: ['x'] },
    ],
    ['a', 'b'],
  ],
  [[{ permissions: ['view'], labels: [], studies: ['1'] }], []],
  [[{ permissions: ['view'], labels: ['*'] }], ['a', 'b', 'x']],
])('%j', (grants, expected) => {
  const { tools, request } = makeFakeOrthanc({}, () => answerJson(200, ['a', 'b', 'x']));
  const answer = ask(labelsListRoute, makeLabelsList(tools), request('GET', '/tools/labels', { grants }));
  expect(answer.json).toEqual(expected);
});
