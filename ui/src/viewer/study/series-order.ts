/** What sorting needs to know of one stored object. */
export interface Placed {
  /** (0020,0013), or null when absent or not a number. */
  readonly instanceNumber: number | null;
  /** (0020,0032) Image Position (Patient), mm. */
  readonly position: readonly number[] | null;
  /** (0020,0037) Image Orientation (Patient): row and column cosines. */
  readonly orientation: readonly number[] | null;
}

/** Two planes count as parallel while no cosine differs by more than this. */
const cosineTolerance = 1e-3;
/** Two slices closer than this along the normal, in mm, are at the same place. */
const samePlaceMillimetres = 1e-3;

/**
 * Sorts the objects of a series for display: along the normal of the slices when every one of them has a place of its own on
 * it, in the direction in which the instance numbers rise; otherwise by instance number (several echoes or times of one
 * place, localizers, objects without geometry). DICOM PS3.3 C.7.6.2.1.1.
 */
export function sortForDisplay<T extends Placed>(objects: readonly T[]): T[] {
  const byNumber = [...objects].sort(compareNumbers);
  const distances = distancesAlongNormal(byNumber);
  if (!distances) return byNumber;
  const placed = byNumber.map((object, index) => ({ object, distance: distances[index] ?? 0 }));
  const direction = risesWithNumbers(distances) ? 1 : -1;
  placed.sort((a, b) => direction * (a.distance - b.distance));
  const apart = placed.every(
    ({ distance }, index) =>
      index === 0 || Math.abs(distance - (placed[index - 1]?.distance ?? 0)) > samePlaceMillimetres,
  );
  return apart ? placed.map(({ object }) => object) : byNumber;
}

function compareNumbers(a: Placed, b: Placed): number {
  if (a.instanceNumber === b.instanceNumber) return 0;
  if (a.instanceNumber === null) return 1;
  if (b.instanceNumber === null) return -1;
  return a.instanceNumber - b.instanceNumber;
}

/** Where each object lies on the common normal, in mm; null when they are not all parallel slices with a place. */
function distancesAlongNormal(objects: readonly Placed[]): number[] | null {
  const first = objects[0]?.orientation;
  if (objects.length < 2 || !first || first.length !== 6) return null;
  const [rx = 0, ry = 0, rz = 0, cx = 0, cy = 0, cz = 0] = first;
  const normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx] as const;
  const distances: number[] = [];
  for (const { orientation, position } of objects) {
    if (orientation?.length !== 6 || position?.length !== 3) return null;
    if (orientation.some((cosine, index) => !(Math.abs(cosine - (first[index] ?? 0)) <= cosineTolerance))) {
      return null;
    }
    const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = position;
    const distance = x * normal[0] + y * normal[1] + z * normal[2];
    if (!Number.isFinite(distance)) return null;
    distances.push(distance);
  }
  return distances;
}

/** Whether most steps from one instance number to the next go up the normal. */
function risesWithNumbers(distances: readonly number[]): boolean {
  let steps = 0;
  for (let index = 1; index < distances.length; index += 1) {
    steps += Math.sign((distances[index] ?? 0) - (distances[index - 1] ?? 0));
  }
  return steps >= 0;
}
