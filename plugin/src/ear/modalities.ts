/** A modality as Orthanc has it registered. */
export interface Modality {
  /** By which REST knows it. */
  name: string;
  /** From which alone it is believed (`DicomCheckModalityHost`). */
  address: string;
}

/** Looks modalities up by their AE titles, as Orthanc compares them unless it is told not to (`StrictAetComparison`). */
export function makeModalities(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
): (aet: string) => Modality | undefined {
  return (aet) => {
    const { status, body } = host.restApi({ method: 'GET', uri: '/modalities?expand' });
    if (status !== 200) throw new Error('Orthanc does not say which modalities there are');
    const modalities: Record<string, { AET: string; Host: string }> = JSON.parse(host.utf8.decode(body));
    const found = Object.entries(modalities).find(([, { AET }]) => fold(AET) === fold(aet));
    return found && { name: found[0], address: found[1].Host };
  };
}

const fold = (aet: string) => aet.trim().toLowerCase();
