import { find, type OrthancSeries, type OrthancStudy, read } from '../../app/orthanc/resources.ts';
import {
  bySeriesNumber,
  presentSeries,
  presentStudy,
  type Series,
  type Study,
} from '../../app/orthanc/study.ts';
import { useQuery } from '../../app/queries.ts';

/** The study of a UID; several when two patients have one each, which happens when files were copied under another identity. */
export const useStudies = (studyUid: string) =>
  useQuery<Study[]>({
    key: ['studies', 'uid', studyUid],
    read: async ({ signal }) => {
      const found = await find<OrthancStudy>(
        {
          Level: 'Study',
          Query: { StudyInstanceUID: studyUid },
          CaseSensitive: false,
          RequestedTags: ['ModalitiesInStudy', 'NumberOfStudyRelatedInstances'],
        },
        { signal },
      );
      return found.map(presentStudy);
    },
  });

export const useSeries = (studyId: string) =>
  useQuery<Series[]>({
    key: ['studies', 'series', studyId],
    read: async ({ signal }) => {
      const series = await read<OrthancSeries[]>(`/studies/${studyId}/series?expand`, { signal });
      return series.map(presentSeries).sort(bySeriesNumber);
    },
  });
