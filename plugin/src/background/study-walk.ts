interface Leg {
  /** The next studies, in the order of their identifiers. */
  studies: string[];
  /** How many come before them. */
  before: number;
  total: number;
}

const quotedId = /"([0-9a-f]{8}(?:-[0-9a-f]{8}){4})"/g;
/** Of the list, read at once. */
const pieceBytes = 256 * 1024;

/**
 * Walks through all studies in an order that does not depend on the database, and that neither new nor deleted studies disturb. The list
 * of a million studies is 50 MB: it is read in pieces, outside of the runtime's memory.
 *
 * @returns a function that gives at most `limit` studies after one
 */
export function makeStudyWalk(
  host: Pick<Orthanc, 'restApi' | 'utf8'>,
): (after: string | null, limit: number) => Leg {
  return (after, limit) => {
    const { status, body } = host.restApi({ method: 'GET', uri: '/studies' });
    if (status !== 200) throw new Error('Orthanc does not list its studies');
    let nearest: string[] = [];
    let before = 0;
    let total = 0;
    for (const id of readIds(host, body)) {
      total += 1;
      if (after !== null && id <= after) before += 1;
      else nearest.push(id);
      if (nearest.length >= 10 * limit) nearest = nearest.sort().slice(0, limit);
    }
    return { studies: nearest.sort().slice(0, limit), before, total };
  };
}

function* readIds({ utf8 }: Pick<Orthanc, 'utf8'>, list: ArrayBuffer): Generator<string> {
  let start = 0;
  while (start < list.byteLength) {
    const piece = utf8.decode(list.slice(start, start + pieceBytes));
    for (const [, id = ''] of piece.matchAll(quotedId)) yield id;
    if (start + piece.length >= list.byteLength) return;
    // Again from the last quotation mark on: what begins there may be cut in two.
    start += Math.max(piece.lastIndexOf('"'), 1);
  }
}
