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
/** DICOM PS3.5 § 9.1, and the components with leading zeros that some systems write. */
const uid = /^[0-9.]{1,64}$/;

/**
 * Reads what a normalised path and the query name.
 *
 * @returns undefined for nothing, and for what cannot name anything that exists
 */
export function readTarget(path: string, query: FilteredRequest['query']): Target | undefined {
  const [, head = '', second = '', third, fourth, fifth, sixth, seventh] = path.split('/');
  if (levels.has(head))
    return second === '' ? undefined : { kind: 'resource', level: head as Level, id: second };
  if (head === 'dicom-web' && second === 'studies') {
    return readUids({
      study: third,
      series: fourth === 'series' ? fifth : undefined,
      instance: sixth === 'instances' ? seventh : undefined,
    });
  }
  if (head === 'wado') return readWado(query);
  if (works.has(head)) return second === '' ? undefined : { kind: 'work', id: second };
  if (head === 'tools') return readResources(query);
  return undefined;
}

function readUids(uids: Record<keyof DicomUids, string | undefined>): Target | undefined {
  const given = Object.entries(uids).filter((entry): entry is [string, string] => entry[1] !== undefined);
  if (given.length === 0 || !given.every(([, value]) => uid.test(value))) return undefined;
  return { kind: 'dicom', uids: Object.fromEntries(given) };
}

/** WADO-URI (DICOM PS3.18 § 9) names one object; what it says about its series and study must be true, too. */
function readWado(query: FilteredRequest['query']): Target | undefined {
  const instance = findOne(query, 'objectUID');
  if (instance === undefined) return undefined;
  return readUids({ study: findOne(query, 'studyUID'), series: findOne(query, 'seriesUID'), instance });
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
