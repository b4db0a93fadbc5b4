import type { DicomUids, Level } from './studies.ts';

/** What a request names by its path and query. */
export type Target =
  | { kind: 'resource'; level: Level; id: string }
  | { kind: 'dicom'; uids: DicomUids }
  /** Resources of any level. */
  | { kind: 'resources'; ids: readonly string[] }
  /** Something that Orthanc keeps for whoever started it. */
  | { kind: 'work'; id: string };

const levels: ReadonlySet<string> = new Set(['patients', 'studies', 'series', 'instances']);
const works: ReadonlySet<string> = new Set(['jobs', 'queries', 'storage-commitment']);
/**
 * Reads what a normalised path and the query name.
 *
 * @returns undefined for nothing, and for what cannot name anything that exists
 */
export function readTarget(path: string, request: Pick<FilteredRequest, 'query'>): Target | undefined {
  const [, head = '', second = '', third, fourth, fifth, sixth, seventh] = path.split('/');
  if (levels.has(head))
    return second === '' ? undefined : { kind: 'resource', level: head as Level, id: second };
  if (head === 'dicom-web' && second === 'studies') {
    if (third === undefined) return undefined;
    if (fourth !== 'series' || fifth === undefined) return { kind: 'dicom', uids: { study: third } };
    return sixth === 'instances' && seventh !== undefined
      ? { kind: 'dicom', uids: { study: third, series: fifth, instance: seventh } }
      : { kind: 'dicom', uids: { study: third, series: fifth } };
  }
  if (head === 'wado') return readWado(request.query);
  if (works.has(head)) return second === '' ? undefined : { kind: 'work', id: second };
  if (head === 'tools') return readResources(request.query);
  return undefined;
}

/** WADO-URI (DICOM PS3.18 § 9) names one object; what it says about its series and study must be true, too. */
function readWado(query: FilteredRequest['query']): Target | undefined {
  const instance = findOne(query, 'objectUID');
  if (instance === undefined) return undefined;
  const [study, series] = [findOne(query, 'studyUID'), findOne(query, 'seriesUID')];
  return {
    kind: 'dicom',
    uids: { ...(study !== undefined && { study }), ...(series !== undefined && { series }), instance },
  };
}

/** `GET /tools/create-archive?resources=…,…` */
function readResources(query: FilteredRequest['query']): Target | undefined {
  const list = findOne(query, 'resources');
  return list === undefined ? undefined : { kind: 'resources', ids: list.split(',') };
}

/** The value of an argument that is given once. One that is given twice makes the value one that nothing has. */
function findOne(query: FilteredRequest['query'], name: string): string | undefined {
  const values = query.filter(([argument]) => argument === name).map(([, value]) => value);
  return values.length > 1 ? '' : values[0];
}
