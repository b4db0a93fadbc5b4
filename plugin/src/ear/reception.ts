import type { Audit } from '../audit/audit.ts';
import type { Studies } from '../gate/studies.ts';
import type { Nodes } from './nodes.ts';

interface Parts {
  nodes: Nodes;
  studies: Studies;
  audit: Audit;
}

/** What is known of a sender and its study is not looked at again for each image. */
const knownMs = 60_000;
/** A database that serves several Orthancs may refuse a write that another one crosses. */
const attempts = 3;

/**
 * What happens to an image that a modality has sent, before the modality is answered: who sent it is written down, and
 * its study gets the labels of the modality.
 */
export function makeReception(
  host: Pick<Orthanc, 'restApi' | 'cache' | 'utf8'>,
  { nodes, studies, audit }: Parts,
): (instance: StoredInstance) => void {
  const give = (study: string, label: string): void => {
    const uri = `/studies/${study}/labels/${label}`;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (host.restApi({ method: 'PUT', uri, body: '' }).status === 200) return;
    }
    throw new Error(`a study could not be given the label ${label}`);
  };

  const giveLabels = (study: string, labels: readonly string[]): void => {
    if (labels.length === 0) return;
    for (const label of labels) give(study, label);
    studies.forgetLabels(study);
  };

  const findAddress = (instance: string): string => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/instances/${instance}/metadata/RemoteIP` });
    return status === 200 ? host.utf8.decode(body) : '';
  };

  return ({ id, origin, remoteAet }) => {
    if (origin !== 'dimse') return;
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
      giveLabels(study, nodes.find(remoteAet).labels);
      return { value: '', ttlMs: knownMs };
    });
  };
}
