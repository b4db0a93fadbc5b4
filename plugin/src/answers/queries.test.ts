import { expect, test } from 'vitest';
import { answerJson } from '../fake-host.ts';
import { ask, makeFakeOrthanc } from './fake-orthanc.ts';
import { makeRetrieval, retrievalRoute } from './jobs.ts';
import { makeQuery, queryRoute } from './queries.ts';

const grants = [{ permissions: ['q-r-remote-modalities'], labels: ['ward'] }];

const open = (result: unknown) =>
  makeFakeOrthanc({}, ({ method }) => (method === 'POST' ? answerJson(200, result) : undefined));

test('a query belongs to whoever asked, and is written down', () => {
  const { tools, request, deeds } = open({ ID: 'q1', Path: '/queries/q1' });
  const asked = request('POST', '/modalities/pacs/query', { grants, body: { Level: 'Study' } });
  expect(ask(queryRoute, makeQuery(tools), asked)).toMatchObject({ status: 200, json: { ID: 'q1' } });
  expect(tools.owners.isOwner('q1', 'u1')).toBe(true);
  expect(deeds).toEqual(['query-retrieve success -']);
});

test.each([
  '/queries/q1/retrieve',
  '/queries/q1/answers/0/retrieve',
  '/queries/q1/answers/0/query-series',
  '/modalities/pacs/move',
  '/modalities/pacs/get',
])('what %s starts belongs to whoever asked, and the body is passed on as it is', (path) => {
  const { tools, request, done } = open({ ID: 'j1', Path: '/jobs/j1' });
  ask(retrievalRoute, makeRetrieval(tools), request('POST', path, { grants, body: 'ORTHANC' }));
  expect(tools.owners.isOwner('j1', 'u1')).toBe(true);
  expect(done).toEqual([`POST ${path} ORTHANC`]);
});

test.each<[unknown]>([
  [{ ID: 'x' }],
  [{ ID: 'x', Path: '/instances/x' }],
  [[]],
  [null],
  [{ ID: 1, Path: '/jobs/1' }],
])('%j is nothing that is kept', (result) => {
  const { tools, request } = open(result);
  ask(retrievalRoute, makeRetrieval(tools), request('POST', '/modalities/pacs/get', { grants, body: {} }));
  expect(tools.owners.isOwner('x', 'u1')).toBe(false);
});
