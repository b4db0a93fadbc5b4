import { isOrthancId, isUid } from '../forms.ts';
import type { Scope } from './scope.ts';

export type Level = 'patients' | 'studies' | 'series' | 'instances';

/** Where the studies are that a request is about, and which labels they carry: Orthanc's own index, asked as seldom as possible. */
export interface Studies {
  /** The study of a series, an instance or a study itself; undefined where there is no such resource. */
  findStudy(level: 'studies' | 'series' | 'instances', id: string): string | undefined;
  /** The studies of a patient; empty where there is no such patient. */
  listStudies(patient: string): readonly string[];
  /** The level and identifier of a resource of which only the identifier is known. */
  locate(id: string): { level: Level; id: string } | undefined;
  /**
   * The studies that DICOM identifiers lead to, most often one; more where studies of several patients share a UID. Undefined where
   * something does not exist or does not belong together (study A, series of B).
   */
  findByUids(uids: DicomUids): readonly string[] | undefined;
  /** The labels of a study; undefined where there is no such study. */
  findLabels(study: string): readonly string[] | undefined;
  /** Whether a study exists and is in the scope. */
  isInside(study: string, scope: Scope): boolean;
  /** To be called when the labels of a study were written. */
  forgetLabels(study: string): void;
}

export interface DicomUids {
  study?: string;
  series?: string;
  instance?: string;
}

/** Labels have no event in Orthanc, and other Orthancs on the same index change them too. */
const labelsMs = 900;
/** A UID may come to stand for a second study, of another patient. */
const uidsMs = 10_000;
/** An identifier is the hash of the UIDs above it: what it belongs to never changes. */
const parentsMs = 24 * 3600 * 1000;

type Host = Pick<Orthanc, 'cache' | 'restApi' | 'utf8'>;

export function makeStudies(host: Host): Studies {
  const { cache } = host;
  /** What a cached text means, by the text: parsing costs more than looking up. */
  const meanings = new Map<string, readonly string[]>();

  const read = (uri: string): unknown => {
    const { status, body } = host.restApi({ method: 'GET', uri });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : undefined;
  };

  const readList = (text: string): readonly string[] => {
    const known = meanings.get(text);
    if (known !== undefined) return known;
    if (meanings.size >= 512) meanings.clear();
    const list: string[] = JSON.parse(text);
    meanings.set(text, list);
    return list;
  };

  const findSeries = (instance: string): string | undefined =>
    cache.getOrCompute(`series of ${instance}`, () => {
      const found = read(`/instances/${instance}`) as { ParentSeries: string } | undefined;
      return found === undefined ? undefined : { value: found.ParentSeries, ttlMs: parentsMs };
    });

  /**
   * The study above a series or an image, in one question: what Orthanc says about a series itself takes the longer the more is stored.
   */
  const findStudyAbove = (level: 'series' | 'instances', id: string): string | undefined =>
    cache.getOrCompute(`study of ${id}`, () => {
      const study = isOrthancId(id)
        ? (read(`/${level}/${id}/study`) as { ID: string } | undefined)
        : undefined;
      return study === undefined ? undefined : { value: study.ID, ttlMs: parentsMs };
    });

  const findLabelText = (study: string): string | undefined => {
    const key = `labels ${study}`;
    return (
      cache.get(key) ??
      cache.getOrCompute(key, () => {
        const labels = isOrthancId(study) ? read(`/studies/${study}/labels`) : undefined;
        return labels === undefined ? undefined : { value: JSON.stringify(labels), ttlMs: labelsMs };
      })
    );
  };

  const studies: Studies = {
    findStudy: (level, id) => {
      if (level === 'studies') return findLabelText(id) === undefined ? undefined : id;
      return cache.get(`study of ${id}`) ?? findStudyAbove(level, id);
    },

    listStudies: (patient) => {
      if (!isOrthancId(patient)) return [];
      const found = read(`/patients/${patient}`) as { Studies: string[] } | undefined;
      return found?.Studies ?? [];
    },

    locate: (id) => {
      if (!isOrthancId(id)) return undefined;
      const level = (['studies', 'series', 'instances', 'patients'] as const).find(
        (candidate) => host.restApi({ method: 'GET', uri: `/${candidate}/${id}/labels` }).status === 200,
      );
      return level === undefined ? undefined : { level, id };
    },

    findByUids: (uids) => {
      const key = `uids ${uids.study ?? ''} ${uids.series ?? ''} ${uids.instance ?? ''}`;
      const text =
        cache.get(key) ??
        cache.getOrCompute(key, () => {
          const found = lookUp(uids);
          return found === undefined ? undefined : { value: JSON.stringify(found), ttlMs: uidsMs };
        });
      return text === undefined ? undefined : readList(text);
    },

    findLabels: (study) => {
      const text = findLabelText(study);
      return text === undefined ? undefined : readList(text);
    },

    isInside: (study, { everything, labels, studies: single }) => {
      const carried = studies.findLabels(study);
      if (carried === undefined) return false;
      return everything || single.includes(study) || labels.some((label) => carried.includes(label));
    },

    forgetLabels: (study) => cache.delete(`labels ${study}`),
  };

  /** `/tools/lookup` finds a UID at every level; what it finds for each must lead to the same studies. */
  function lookUp({ study, series, instance }: DicomUids): string[] | undefined {
    let inside: ReadonlySet<string> | undefined;
    let above: ReadonlySet<string> | undefined;
    for (const [level, type, uid] of [
      ['studies', 'Study', study],
      ['series', 'Series', series],
      ['instances', 'Instance', instance],
    ] as const) {
      if (uid === undefined) continue;
      if (!isUid(uid)) return undefined;
      const ids = lookUpOne(uid)
        .filter(({ Type }) => Type === type)
        .map(({ ID }) => ID);
      const found = new Set(ids.flatMap((id) => studies.findStudy(level, id) ?? []));
      // Not "some in common": DICOMweb takes whichever of them it finds first.
      const isElsewhere = inside !== undefined && [...found].some((one) => !inside?.has(one));
      const isOfOtherSeries =
        level === 'instances' && above !== undefined && ids.some((id) => !above?.has(findSeries(id) ?? ''));
      if (found.size === 0 || isElsewhere || isOfOtherSeries) return undefined;
      inside = found;
      if (level === 'series') above = new Set(ids);
    }
    return inside === undefined ? undefined : [...inside];
  }

  function lookUpOne(uid: string): { ID: string; Type: string }[] {
    const { status, body } = host.restApi({ method: 'POST', uri: '/tools/lookup', body: uid });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : [];
  }

  return studies;
}
