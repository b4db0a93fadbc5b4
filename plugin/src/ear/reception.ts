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
 * gets the labels of the modality: what a modality of a limited scope adds to a study outside of it leaves that study as it is.
 */
export function makeReception(
  host: Pick<Orthanc, 'restApi' | 'cache' | 'utf8'>,
  { nodes, studies, labels, audit }: Parts,
): (instance: StoredInstance) => void {
  const giveLabels = (study: string, aet: string): void => {
    const { labels: given, scope } = nodes.find(aet);
    if (given.length === 0) return;
    const carried = labels.read(study) ?? [];
    const add = given.filter((label) => !carried.includes(label));
    // An image added to a study of others must not open all of it to whoever sent it.
    const isInside = scope.everything || scope.labels.some((label) => carried.includes(label));
    if (add.length === 0 || (!isInside && !isAllFrom(study, aet))) return;
    labels.change(study, { add }, { actor: { aet }, route: 'C-STORE' });
  };

  const countImages = (study: string, more: object = {}): number => {
    const body = JSON.stringify({ Level: 'Instance', Query: {}, ParentStudy: study, ...more });
    const answer = host.restApi({ method: 'POST', uri: '/tools/count-resources', body });
    if (answer.status !== 200) throw new Error('Orthanc does not count the images of a study');
    return JSON.parse(host.utf8.decode(answer.body)).Count;
  };

  /** Whether every image of a study has come from one modality. */
  const isAllFrom = (study: string, aet: string): boolean =>
    // As a list even of one, so that no character of it is a wildcard.
    countImages(study, { MetadataQuery: { RemoteAET: `${aet}\\${aet}` } }) === countImages(study);

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
