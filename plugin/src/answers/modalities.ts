import type { Nodes } from '../ear/nodes.ts';
import { type Answer, parseJson, passOn, refuse, type Tools } from './answer.ts';

/** Also serves what only reads a modality or removes it. */
export const modalityRoute = '/modalities/[^/]+';

/** As Orthanc takes them for the same (`StrictAetComparison` is off). */
const fold = (aet: string) => aet.trim().toLowerCase();

/**
 * Registers modalities so that what is registered holds. Orthanc checks the address of an AE title only while a single modality has it:
 * with two, whoever uses it is let in from anywhere. And C-GET cannot be cut down to the labels of a modality: one whose scope is
 * limited is not registered with it.
 */
export function makeModality({ host }: Pick<Tools, 'host'>, nodes: Pick<Nodes, 'find'>): Answer {
  const listOthers = (name: string): string[] => {
    const { status, body } = host.restApi({ method: 'GET', uri: '/modalities?expand' });
    if (status !== 200) throw new Error('Orthanc does not say which modalities there are');
    const modalities = JSON.parse(host.utf8.decode(body)) as Record<string, { AET: string }>;
    return Object.entries(modalities).flatMap(([other, { AET }]) => (other === name ? [] : fold(AET)));
  };

  return (request) => {
    if (request.method !== 'PUT') return passOn({ host }, request);
    const wish = parseJson({ host }, request.body);
    const aet = readAet(wish);
    if (aet === undefined) return refuse(400, 'request.invalid');
    const name = request.path.slice('/modalities/'.length).replace(/\/+$/, '');
    if (listOthers(name).includes(fold(aet))) return refuse(409, 'dicom-node.ae-title-taken');
    if (allowsGet(wish) && !nodes.find(aet).scope.everything)
      return refuse(409, 'dicom-node.get-is-not-limited');
    // Written anew: Orthanc must not find anything in it that was not seen here, such as the same key twice.
    return passOn({ host }, { ...request, body: host.utf8.encode(JSON.stringify(wish)) });
  };
}

/** `{ "AET": … }`, or `[aet, host, port]`, as in Orthanc's configuration. */
function readAet(wish: unknown): string | undefined {
  if (typeof wish !== 'object' || wish === null) return undefined;
  const aet: unknown = Array.isArray(wish) ? wish[0] : (wish as { AET?: unknown }).AET;
  return typeof aet === 'string' ? aet : undefined;
}

/** Allowed unless it says otherwise. */
const allowsGet = (wish: unknown) => (wish as { AllowGet?: unknown }).AllowGet !== false;
