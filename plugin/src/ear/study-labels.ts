import type { Audit, Deed } from '../audit/audit.ts';
import type { Studies } from '../gate/studies.ts';

/** Changes the labels of studies on nobody's request: because of who sent them, or by rule. */
export interface StudyLabels {
  /** As they are now. Undefined where there is no such study. */
  read(study: string): readonly string[] | undefined;
  /** @throws Error where Orthanc does not */
  change(study: string, change: { add: readonly string[]; remove?: readonly string[] }, cause: Cause): void;
}

/** Who is to be written down for it. */
export type Cause = Pick<Deed, 'actor' | 'route'>;

/** A database that serves several Orthancs may refuse a write that another one crosses. */
const attempts = 3;

export function makeStudyLabels(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
  studies: Studies,
  audit: Audit,
): StudyLabels {
  const write = (method: 'PUT' | 'DELETE', study: string, label: string): void => {
    const uri = `/studies/${study}/labels/${label}`;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (host.restApi({ method, uri, ...(method === 'PUT' && { body: '' }) }).status === 200) return;
    }
    throw new Error('Orthanc does not change the labels of a study');
  };

  return {
    read: (study) => {
      const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}/labels` });
      return status === 200 ? JSON.parse(host.utf8.decode(body)) : undefined;
    },
    change: (study, { add, remove = [] }, { actor, route }) => {
      if (add.length === 0 && remove.length === 0) return;
      const detail = [...add.map((label) => `+${label}`), ...remove.map((label) => `-${label}`)].join(' ');
      audit.record({ actor, action: 'edit-labels', outcome: 'success', address: null, route, study, detail });
      for (const label of add) write('PUT', study, label);
      for (const label of remove) write('DELETE', study, label);
      studies.forgetLabels(study);
    },
  };
}
