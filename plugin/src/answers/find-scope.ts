import { isEmpty, type Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { makeFindBelow } from './find-below.ts';
import { makeFindIndex } from './find-index.ts';
import { makeMembers } from './find-members.ts';
import { makeFindPatients } from './find-patients.ts';
import type { FindLevel, FindQuery } from './find-query.ts';
import { makeFindStudies } from './find-studies.ts';
import { answerOrRefuse } from './refusal.ts';

/**
 * A search within a scope that is not everything. Pages, order and counts are those of what is in the scope, and nothing in the answer
 * depends on what is outside.
 */
export interface LevelFind {
  /** JSON, without labels outside the scope. @throws Refusal */
  find(query: FindQuery, scope: Scope): ArrayBuffer | string;
  /** @throws Refusal */
  count(query: FindQuery, scope: Scope): number;
}

export function makeScopedFind(tools: Pick<Tools, 'host' | 'studies'>): LevelFind {
  const index = makeFindIndex(tools);
  const members = makeMembers(tools, index);
  const below = makeFindBelow(tools, index, members);
  const levels: Record<FindLevel, LevelFind> = {
    Patient: makeFindPatients(index, members),
    Study: makeFindStudies(index, members),
    Series: below,
    Instance: below,
  };
  return {
    find: (query, scope) => (isEmpty(scope) ? '[]' : levels[query.level].find(query, scope)),
    count: (query, scope) => (isEmpty(scope) ? 0 : levels[query.level].count(query, scope)),
  };
}

/** The answer of a route that searches. */
export const answerFind = (find: LevelFind, query: FindQuery, scope: Scope): RouteResponse =>
  answerOrRefuse(() => ({
    status: 200,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: find.find(query, scope),
  }));
