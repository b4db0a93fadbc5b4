/** Smallest first: the order among equals. */
const preference: readonly AssetEncoding[] = ['br', 'gzip', 'identity'];

/**
 * The stored form that suits a client best (RFC 9110 § 12.5.3): highest quality, the smallest among equals. A client that
 * refuses every form gets the identity one.
 */
export function chooseEncoding(
  acceptEncoding: string | undefined,
  stored: readonly AssetEncoding[],
): AssetEncoding {
  if (acceptEncoding === undefined) return 'identity';
  const qualities = readQualities(acceptEncoding);
  const other = qualities.get('*');
  let best: AssetEncoding = 'identity';
  let bestQuality = 0;
  for (const encoding of preference) {
    if (!stored.includes(encoding)) continue;
    // Identity is acceptable unless it is excluded, but anything that is named wins over it.
    const quality = qualities.get(encoding) ?? other ?? (encoding === 'identity' ? 0.0001 : 0);
    if (quality > bestQuality) {
      best = encoding;
      bestQuality = quality;
    }
  }
  return best;
}

/** Codings by name; an unreadable weight counts as "not acceptable". */
function readQualities(header: string): Map<string, number> {
  const qualities = new Map<string, number>();
  for (const item of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim());
    if (name === '') continue;
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    qualities.set(
      name === 'x-gzip' ? 'gzip' : name,
      /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(weight) ? Number(weight) : 0,
    );
  }
  return qualities;
}

/** Whether `If-None-Match` names the entity tag (RFC 9110 § 13.1.2: weak comparison, lists, `*`). */
export function matchesEntityTag(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const tags: string[] = ifNoneMatch.match(/"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
  return tags.includes(entityTag);
}
