/** What a stored object is, when it is something else than a picture. Also the end of its name's key in the catalogue. */
export type ObjectKind =
  | 'report'
  | 'pdf'
  | 'document'
  | 'mesh'
  | 'segmentation'
  | 'presentation'
  | 'key-images'
  | 'rt-structures'
  | 'rt-plan'
  | 'waveform'
  | 'audio'
  | 'measurements'
  | 'registration'
  | 'real-world-values'
  | 'annotations'
  | 'protocol'
  | 'raw';

const storage = '1.2.840.10008.5.1.4.1.1.';

/** SOP class families (DICOM PS3.6 annex A) that carry no pixels of their own; the longest prefix decides. */
const families: readonly (readonly [prefix: string, kind: ObjectKind])[] = [
  [`${storage}88.`, 'report'],
  [`${storage}88.59`, 'key-images'],
  [`${storage}104.1`, 'pdf'],
  [`${storage}104.2`, 'document'],
  [`${storage}104.3`, 'mesh'],
  [`${storage}104.4`, 'mesh'],
  [`${storage}104.5`, 'mesh'],
  [`${storage}66`, 'raw'],
  [`${storage}66.1`, 'registration'],
  [`${storage}66.2`, 'registration'],
  [`${storage}66.3`, 'registration'],
  [`${storage}66.4`, 'segmentation'],
  [`${storage}66.5`, 'mesh'],
  [`${storage}66.6`, 'annotations'],
  [`${storage}66.7`, 'segmentation'],
  [`${storage}67`, 'real-world-values'],
  [`${storage}68.1`, 'mesh'],
  [`${storage}78.`, 'measurements'],
  [`${storage}79.1`, 'measurements'],
  [`${storage}80.1`, 'measurements'],
  [`${storage}91.1`, 'annotations'],
  [`${storage}9.`, 'waveform'],
  [`${storage}9.4.`, 'audio'],
  [`${storage}11.`, 'presentation'],
  [`${storage}481.3`, 'rt-structures'],
  [`${storage}481.4`, 'rt-plan'],
  [`${storage}481.5`, 'rt-plan'],
  [`${storage}481.6`, 'rt-plan'],
  [`${storage}481.7`, 'rt-plan'],
  [`${storage}481.8`, 'rt-plan'],
  [`${storage}481.9`, 'rt-plan'],
  [`${storage}200.`, 'protocol'],
  ['1.2.840.10008.5.1.4.38.', 'protocol'],
  ['1.2.840.10008.5.1.4.34.', 'rt-plan'],
];

/** What the object of a SOP class is, or null when it may hold a picture: unknown classes are tried, for they often do. */
export function objectKind(sopClassUid: string): ObjectKind | null {
  let best: readonly [string, ObjectKind] | null = null;
  for (const family of families) {
    const [prefix] = family;
    const fits = prefix.endsWith('.')
      ? sopClassUid.startsWith(prefix)
      : sopClassUid === prefix || sopClassUid.startsWith(`${prefix}.`);
    if (fits && prefix.length > (best?.[0].length ?? 0)) best = family;
  }
  return best?.[1] ?? null;
}
