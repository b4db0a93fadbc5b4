import type { CheckedResource } from '../ecosystem/web-service.ts';
import { isOrthancId } from '../forms.ts';
import type { DicomUids, Level } from './studies.ts';

/** A resource by both of its identifiers. */
type Ancestor = Omit<CheckedResource, 'labels'>;

/** Resources with everything above them, by their identifiers of both kinds. */
export interface Lineages {
  /** From the patient down to the resource itself; undefined where there is no such resource. */
  find(level: Level, id: string): readonly Ancestor[] | undefined;
  /** The lowest resources that DICOM identifiers name, within these studies. */
  findByUids(uids: DicomUids, studies: readonly string[]): readonly { level: Level; id: string }[];
}

/** An identifier is the hash of the DICOM identifiers above it: neither ever changes. */
const lineageMs = 24 * 3600 * 1000;

const kinds = {
  patients: { level: 'patient', uid: 'PatientID', parent: undefined },
  studies: { level: 'study', uid: 'StudyInstanceUID', parent: ['ParentPatient', 'patients'] },
  series: { level: 'series', uid: 'SeriesInstanceUID', parent: ['ParentStudy', 'studies'] },
  instances: { level: 'instance', uid: 'SOPInstanceUID', parent: ['ParentSeries', 'series'] },
} as const;

type Description = Record<string, unknown> & { MainDicomTags?: Record<string, string> };

export function makeLineages(host: Pick<Orthanc, 'cache' | 'restApi' | 'utf8'>): Lineages {
  const describe = (level: Level, id: string): Description | undefined => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/${level}/${id}` });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : undefined;
  };

  const build = (level: Level, id: string): readonly Ancestor[] | undefined => {
    const description = describe(level, id);
    if (description === undefined) return undefined;
    const { level: word, uid, parent } = kinds[level];
    const itself = { level: word, orthancId: id, dicomUid: description.MainDicomTags?.[uid] ?? '' };
    if (parent === undefined) return [itself];
    const above = lineages.find(parent[1], String(description[parent[0]]));
    return above === undefined ? undefined : [...above, itself];
  };

  const lineages: Lineages = {
    find: (level, id) => {
      if (!isOrthancId(id)) return undefined;
      const text = host.cache.getOrCompute(`lineage ${level} ${id}`, () => {
        const lineage = build(level, id);
        return lineage === undefined ? undefined : { value: JSON.stringify(lineage), ttlMs: lineageMs };
      });
      return text === undefined ? undefined : JSON.parse(text);
    },

    findByUids: ({ series, instance }, studies) => {
      const [level, uid] =
        instance === undefined ? (['series', series] as const) : (['instances', instance] as const);
      if (uid === undefined) return studies.map((id) => ({ level: 'studies', id }) as const);
      const { status, body } = host.restApi({ method: 'POST', uri: '/tools/lookup', body: uid });
      const found: { ID: string; Type: string }[] = status === 200 ? JSON.parse(host.utf8.decode(body)) : [];
      const type = level === 'series' ? 'Series' : 'Instance';
      return found
        .filter((one) => one.Type === type)
        .map(({ ID: id }) => ({ level, id }))
        .filter(({ id }) =>
          lineages.find(level, id)?.some((one) => one.level === 'study' && studies.includes(one.orthancId)),
        );
    },
  };
  return lineages;
}
