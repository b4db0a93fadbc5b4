import { type OrthancStudy, read } from '../../app/orthanc/resources.ts';
import { presentStudy, type Study } from '../../app/orthanc/study.ts';
import { useQuery } from '../../app/queries.ts';

/** A study that just arrived, to say whose it is. */
export const useArrivedStudy = (id: string) =>
  useQuery<Study>({
    key: ['studies', 'arrived', id],
    read: async ({ signal }) => {
      const study = await read<OrthancStudy>(`/studies/${id}?requestedTags=ModalitiesInStudy`, { signal });
      return presentStudy(study);
    },
  });
