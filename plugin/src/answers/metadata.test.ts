import { expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import { ask, idOf, makeFakeOrthanc } from './fake-orthanc.ts';
import { makeMetadata, metadataRoute } from './metadata.ts';

const path = `/studies/${idOf('mine')}/metadata`;
const grantOn = (label: string) => [{ permissions: ['view'], labels: [label] }];

test.each<[unknown, unknown]>([
  [
    ['LastUpdate', '5219', '5222', '1024'],
    ['LastUpdate', '1024'],
  ],
  [{ LastUpdate: '2026', '5219': '["secret"]', '5222': 'u1' }, { LastUpdate: '2026' }],
])('what we note about a study is for those who see every label: %j', (metadata, cut) => {
  const { tools, request } = makeFakeOrthanc({}, () => answerJson(200, metadata));
  const read = (label: string) =>
    ask(metadataRoute, makeMetadata(tools), request('GET', path, { grants: grantOn(label) })).json;
  expect(read('ward')).toEqual(cut);
  expect(read('*')).toEqual(metadata);
});
