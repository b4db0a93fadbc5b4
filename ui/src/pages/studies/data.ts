import type { OrthancStudy } from '../../app/orthanc/resources.ts';
import { count, find } from '../../app/orthanc/resources.ts';
import { presentStudy, type Study } from '../../app/orthanc/study.ts';
import { type StudySearch, studyPageQuestion, studyQuestion } from '../../app/orthanc/study-search.ts';
import { useQuery } from '../../app/queries.ts';

/** One page of the list. */
export const useStudyPage = (search: StudySearch, nearly: boolean) =>
  useQuery<Study[]>({
    key: ['studies', 'page', search, nearly],
    keepPrevious: true,
    read: async ({ signal }) =>
      (await find<OrthancStudy>(studyPageQuestion(search, nearly), { signal })).map(presentStudy),
  });

/** How many studies match. Asked apart: the rows do not wait for it, and it stays the same from page to page. */
export function useStudyCount(search: StudySearch, nearly: boolean) {
  const question = studyQuestion(search, nearly);
  return useQuery<number>({
    key: ['studies', 'count', question],
    keepPrevious: true,
    read: ({ signal }) => count(question, { signal }),
  });
}
