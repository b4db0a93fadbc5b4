import type { Nodes } from './nodes.ts';

/** A modality as Orthanc lists it, with whatever else it has. */
interface Modality {
  AET: string;
  AllowGet: boolean;
}

/**
 * Switches C-GET off for every modality that may not see every study: Orthanc lets nobody cut its answers. To be called again and
 * again, for modalities and scopes change; a modality with a limited scope is not registered with C-GET in the first place.
 */
export function makeGetGuard(
  host: Pick<Orthanc, 'restApi' | 'utf8' | 'log'>,
  nodes: Pick<Nodes, 'find'>,
): () => void {
  return () => {
    const { status, body } = host.restApi({ method: 'GET', uri: '/modalities?expand' });
    if (status !== 200) return;
    const modalities: Record<string, Modality> = JSON.parse(host.utf8.decode(body));
    for (const [name, modality] of Object.entries(modalities)) {
      if (!modality.AllowGet || nodes.find(modality.AET).scope.everything) continue;
      const changed = JSON.stringify({ ...modality, AllowGet: false });
      const answer = host.restApi({ method: 'PUT', uri: `/modalities/${name}`, body: changed });
      if (answer.status !== 200) throw new Error(`C-GET could not be switched off for the modality ${name}`);
      host.log.warning(`C-GET is switched off for the modality ${name}: it cannot be limited to labels`);
    }
  };
}
