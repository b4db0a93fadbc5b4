import type { Audit } from '../audit/audit.ts';
import type { Studies } from '../gate/studies.ts';
import type { Nodes } from './nodes.ts';
import type { StudyLabels } from './study-labels.ts';

interface Parts {
  nodes: Nodes;
  studies: Studies;
  labels: StudyLabels;
  audit: Audit;
}

/** What is known of a sender and its study is not looked at again for each image. */
const knownMs = 60_000;

/**
 * What happens to an image that a modality has sent, before the modality is answered: who sent it is written down, and its study
 * gets the labels of the modality.
 */
export function makeReception(
  host: Pick<Orthanc, 'restApi' | 'cache' | 'utf8'>,
  { nodes, studies, labels, audit }: Parts,
): (instance: StoredInstance) => void {
  const giveLabels = (study: string, aet: string): void => {
    const given = nodes.find(aet).labels;
    if (given.length === 0) return;
    const carried = labels.read(study) ?? [];
    const add = given.filter((label) => !carried.includes(label));
    labels.change(study, { add }, { actor: { aet }, route: 'C-STORE' });
  };

  const findAddress = (instance: string): string => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/instances/${instance}/metadata/RemoteIP` });
    return status === 200 ? host.utf8.decode(body) : '';
  };

  return ({ id, remoteAet }) => {
    const study = studies.findStudy('instances', id);
    if (study === undefined) return;
    const sender = `${remoteAet} ${study}`;
    const address = host.cache.getOrCompute(`address of ${sender}`, () => ({
      value: findAddress(id),
      ttlMs: knownMs,
    }));
    audit.count({
      actor: { aet: remoteAet },
      action: 'store',
      outcome: 'success',
      address: address || null,
      route: 'C-STORE',
      study,
    });
    host.cache.getOrCompute(`labels by ${sender}`, () => {
      giveLabels(study, remoteAet);
      return { value: '', ttlMs: knownMs };
    });
  };
}
