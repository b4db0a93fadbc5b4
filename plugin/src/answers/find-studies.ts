import type { Scope } from '../gate/scope.ts';
import type { FindIndex } from './find-index.ts';
import { readLabelFilter, withLabels } from './find-labels.ts';
import type { Members } from './find-members.ts';
import { answerPage, type Level, listRows, type Row } from './find-pages.ts';
import { type FindQuery, whole } from './find-query.ts';
import type { LevelFind } from './find-scope.ts';
import { isListable, restrictTo } from './find-tags.ts';

const level: Level = { key: 'StudyInstanceUID', parent: 'ParentStudy' };

/** What is left to do: a search that Orthanc pages and counts itself, or a list of which we do. */
type Plan = 'nothing' | { query: FindQuery } | { list: () => Row[] };

/** Studies: by their labels as far as Orthanc can, which has one list of labels with one meaning for each search. */
export function makeFindStudies(index: FindIndex, members: Members): LevelFind {
  const plan = (query: FindQuery, scope: Scope): Plan => {
    const filter = readLabelFilter(query, scope);
    if (filter.kind === 'nothing') return 'nothing';
    // Whatever carries a label of the scope is inside.
    if (filter.kind === 'with') return { query: withLabels(query, filter) };
    const isByLabels = scope.studies.length === 0;
    if (filter.kind === 'free' && isByLabels) return { query: withScopeLabels(query, scope) };
    const unwanted = filter.kind === 'without' ? filter.labels : [];
    return { list: () => without(listInside(query, scope), query, unwanted) };
  };

  const listInside = (query: FindQuery, scope: Scope): Row[] => {
    const labelled = scope.labels.length === 0 ? [] : listRows(index, level, withScopeLabels(query, scope));
    if (scope.studies.length === 0) return labelled;
    const single = listSingle(query, scope);
    if (labelled.length === 0) return single;
    const inside = new Map([...labelled, ...single].map((row) => [row.id, row]));
    // In the order of the whole.
    return index.listIds({ ...whole(query), labels: [] }).flatMap((id) => inside.get(id) ?? []);
  };

  const listSingle = (query: FindQuery, scope: Scope): Row[] => {
    const single = new Map(members.listSingle(scope).map((member) => [member.study, member]));
    const [only, ...others] = single.values();
    if (only === undefined) return [];
    const search = { ...whole(query), labels: [] };
    if (others.length === 0) {
      const { key, id } = query.parent ?? {};
      if (id !== undefined && id !== (key === 'ParentPatient' ? only.patient : only.study)) return [];
      search.parent = { key: 'ParentStudy', id: only.study };
    } else {
      const uids = [...single.values()].map(({ uid }) => uid).filter(isListable);
      if (uids.length === 0) return [];
      search.tags = restrictTo(query.tags, level.key, uids);
    }
    return index.listIds(search).flatMap((id) => {
      const member = single.get(id);
      return member === undefined ? [] : { id, key: member.uid };
    });
  };

  const without = (rows: Row[], query: FindQuery, labels: readonly string[]): Row[] => {
    if (labels.length === 0) return rows;
    const unwanted = new Set(index.listIds({ ...whole(query), labels, labelsConstraint: 'Any' }));
    return rows.filter(({ id }) => !unwanted.has(id));
  };

  return {
    find: (query, scope) => {
      const planned = plan(query, scope);
      if (planned === 'nothing') return '[]';
      if ('query' in planned) return index.answer(planned.query, scope);
      return answerPage(index, level, { query, rows: planned.list(), scope });
    },
    count: (query, scope) => {
      const planned = plan({ ...query, shape: {} }, scope);
      if (planned === 'nothing') return 0;
      return 'query' in planned ? index.count(planned.query) : planned.list().length;
    },
  };
}

const withScopeLabels = (query: FindQuery, { labels }: Scope): FindQuery => ({
  ...query,
  labels,
  labelsConstraint: 'Any',
});
