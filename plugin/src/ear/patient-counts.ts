import type { Scope } from '../gate/scope.ts';
import type { Studies } from '../gate/studies.ts';

/** (0020,1200) Number of Patient Related Studies, and so on (DICOM PS3.4 § C.3.4). */
const tagOf = { studies: '0020,1200', series: '0020,1202', instances: '0020,1204' };

/** Counts what a patient has within a scope, as far as it is asked for. */
export function makePatientCounts(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
  studies: Studies,
): (patient: string, tags: readonly string[], scope: Scope) => Record<string, string> {
  const count = (study: string): { CountSeries: number; CountInstances: number } => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}/statistics` });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : { CountSeries: 0, CountInstances: 0 };
  };

  return (patient, tags, scope) => {
    if (!Object.values(tagOf).some((tag) => tags.includes(tag))) return {};
    const inside = studies.listStudies(patient).filter((study) => studies.isInside(study, scope));
    const counts = inside.map(count);
    const sum = (key: 'CountSeries' | 'CountInstances') =>
      String(counts.reduce((total, one) => total + one[key], 0));
    return {
      [tagOf.studies]: String(inside.length),
      [tagOf.series]: sum('CountSeries'),
      [tagOf.instances]: sum('CountInstances'),
    };
  };
}
