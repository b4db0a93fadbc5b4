/** A direction in the patient's coordinates: x to the left, y to the back, z to the head (DICOM PS3.3 C.7.6.2.1.1). */
export type Direction = readonly [x: number, y: number, z: number];

const axes = [
  ['L', 'R'],
  ['P', 'A'],
  ['H', 'F'],
] as const;

/** A component below sin(5.7°) is not worth a letter. */
const smallest = 0.1;

/**
 * The letters of a direction, the nearest axis first: `A`, `LP`, `HAR`. Empty when the direction has no length, so that
 * nothing is claimed about an image without geometry.
 */
export function orientationLetters(direction: Direction): string {
  const length = Math.hypot(...direction);
  if (!Number.isFinite(length) || length === 0) return '';
  return direction
    .map((component, axis) => ({ share: component / length, letters: axes[axis] }))
    .filter(({ share }) => Math.abs(share) >= smallest)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .map(({ share, letters }) => letters?.[share > 0 ? 0 : 1] ?? '')
    .join('');
}

/** The letters at the four edges of a picture whose right and down run along the given directions. */
export function edgeLetters(right: Direction, down: Direction) {
  const opposite = ([x, y, z]: Direction): Direction => [-x, -y, -z];
  return {
    right: orientationLetters(right),
    left: orientationLetters(opposite(right)),
    bottom: orientationLetters(down),
    top: orientationLetters(opposite(down)),
  };
}
