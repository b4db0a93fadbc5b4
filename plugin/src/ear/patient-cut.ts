import type { Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';
import type { Row } from './find.ts';
import type { ReadQuery } from './find-query.ts';

/** Attributes of the patient, the same in all of his studies. */
const ofThePatient: ReadonlySet<string> = new Set([
  '0010,0010',
  '0010,0020',
  '0010,0030',
  '0010,0040',
  '0010,1000',
]);
const countTags = { studies: '0020,1200', series: '0020,1202', instances: '0020,1204' };

/**
 * Cuts a patient down to the studies within a scope; there is no such patient where none is. Orthanc takes other attributes from any
 * of the studies and counts all of them.
 */
export function makePatientCut(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
  studies: Studies,
): (row: Row, query: ReadQuery, scope: Scope) => Row | undefined {
  const count = (study: string): { CountSeries: number; CountInstances: number } => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}/statistics` });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : { CountSeries: 0, CountInstances: 0 };
  };

  const countInside = (inside: readonly string[], tags: readonly string[]): Record<string, string> => {
    if (!Object.values(countTags).some((tag) => tags.includes(tag))) return {};
    const counts = inside.map(count);
    const sum = (key: 'CountSeries' | 'CountInstances') =>
      String(counts.reduce((total, one) => total + one[key], 0));
    return {
      [countTags.studies]: String(inside.length),
      [countTags.series]: sum('CountSeries'),
      [countTags.instances]: sum('CountInstances'),
    };
  };

  return (row, { constraints, tags }, scope) => {
    const all = studies.listStudies(row.ID);
    const inside = all.filter((study) => studies.isInside(study, scope));
    if (inside.length === 0) return undefined;
    if (inside.length === all.length) return row;
    if (Object.keys(constraints).some((tag) => !ofThePatient.has(tag))) return undefined;
    const kept = Object.entries(row.RequestedTags).filter(([tag]) => ofThePatient.has(tag));
    return { ...row, RequestedTags: { ...Object.fromEntries(kept), ...countInside(inside, tags) } };
  };
}
