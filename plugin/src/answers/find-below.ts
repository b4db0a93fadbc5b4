import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { makeFindAmong } from './find-among.ts';
import type { FindIndex } from './find-index.ts';
import { readLabelFilter, withLabels } from './find-labels.ts';
import type { Member, Members } from './find-members.ts';
import type { FindQuery } from './find-query.ts';
import type { LevelFind } from './find-scope.ts';
import { isOfStudy } from './find-tags.ts';

/** What is left to do: a search that stays in a study of the scope, or one among several. */
type Plan = 'nothing' | { query: FindQuery; within?: Member[] };

/** Series and images, which have no labels that mean anything: their studies must be in the scope. */
export function makeFindBelow(
  { studies }: Pick<Tools, 'studies'>,
  index: FindIndex,
  members: Members,
): LevelFind {
  const among = makeFindAmong(index, members);

  const plan = (given: FindQuery, scope: Scope): Plan => {
    const filter = readLabelFilter(given, scope);
    if (filter.kind === 'nothing') return 'nothing';
    const query = withLabels(given, filter);
    const { tags, caseSensitive, parent } = query;
    if (parent !== undefined && parent.key !== 'ParentPatient') {
      const study = studies.findStudy(parent.key === 'ParentStudy' ? 'studies' : 'series', parent.id);
      return study !== undefined && studies.isInside(study, scope) ? { query } : 'nothing';
    }
    const narrowing = { tags: tags.filter(([name]) => isOfStudy(name)), caseSensitive, parent };
    const within = members.list(scope, narrowing, ['StudyInstanceUID']);
    const [only, ...others] = within;
    if (only === undefined) return 'nothing';
    if (others.length > 0) return { query, within };
    return { query: { ...query, parent: { key: 'ParentStudy', id: only.study } } };
  };

  return {
    find: (given, scope) => {
      const planned = plan(given, scope);
      if (planned === 'nothing') return '[]';
      const { query, within } = planned;
      return within === undefined ? index.answer(query, scope) : among.find(query, within, scope);
    },
    count: (given, scope) => {
      const planned = plan(given, scope);
      if (planned === 'nothing') return 0;
      const { query, within } = planned;
      return within === undefined ? index.count(query) : among.count(query, within, scope);
    },
  };
}
