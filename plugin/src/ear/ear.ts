import type { Audit } from '../audit/audit.ts';
import type { Studies } from '../gate/studies.ts';
import { makeFind } from './find.ts';
import { makeMove } from './move.ts';
import type { Nodes } from './nodes.ts';
import { makeReception } from './reception.ts';
import type { StudyLabels } from './study-labels.ts';

interface Parts {
  nodes: Nodes;
  studies: Studies;
  labels: StudyLabels;
  audit: Audit;
  /** What happens to images that do not come by DICOM. */
  storedOtherwise: (instance: StoredInstance) => void;
}

/**
 * What modalities may do by DICOM, besides what Orthanc's own list of modalities lets them.
 *
 * @param aet Ours.
 */
export function registerEar(
  orthanc: Pick<
    Orthanc,
    | 'requestContext'
    | 'storedInstance'
    | 'findHandler'
    | 'moveHandler'
    | 'restApi'
    | 'cache'
    | 'utf8'
    | 'crypto'
    | 'sleep'
  >,
  parts: Parts,
  aet: string,
): void {
  const receive = makeReception(orthanc, parts);
  orthanc.storedInstance((instance) =>
    instance.origin === 'dimse' ? receive(instance) : parts.storedOtherwise(instance),
  );
  orthanc.findHandler(makeFind(orthanc, parts, aet));
  const { prepare, apply } = makeMove(orthanc, parts);
  orthanc.moveHandler(prepare, apply);
}
