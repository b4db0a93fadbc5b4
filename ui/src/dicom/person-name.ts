/** One way of writing a name: DICOM PS3.5 section 6.2.1.1, five components in this order. */
export interface NameGroup {
  family: string;
  given: string;
  middle: string;
  prefix: string;
  suffix: string;
}

/** The same name in up to three writings, separated by `=`. */
export interface PersonName {
  alphabetic: NameGroup | null;
  ideographic: NameGroup | null;
  phonetic: NameGroup | null;
}

/**
 * Reads a DICOM person name (VR PN). Nothing is guessed: a name without `^` is a family name as a whole, because which word
 * is the family name cannot be known.
 */
export function parsePersonName(value: string): PersonName {
  const [alphabetic = '', ideographic = '', phonetic = ''] = value.split('=');
  return {
    alphabetic: parseGroup(alphabetic),
    ideographic: parseGroup(ideographic),
    phonetic: parseGroup(phonetic),
  };
}

function parseGroup(value: string): NameGroup | null {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = value
    .split('^')
    .map((component) => component.trim().replace(/\s+/g, ' '));
  if (!(family || given || middle || prefix || suffix)) return null;
  return { family, given, middle, prefix, suffix };
}

/**
 * A name for reading: « DUPONT Jean Marie », prefix first and suffix last. The other writings follow: « Yamada^Tarou=山田^太郎 »
 * gives « YAMADA Tarou (山田 太郎) ». Empty for an empty name.
 */
export function formatPersonName(value: string): string {
  const { alphabetic, ideographic, phonetic } = parsePersonName(value);
  const [first, ...others] = [alphabetic, ideographic, phonetic].flatMap((group) => group ?? []);
  if (!first) return '';
  const rest = others.map(formatGroup).join(', ');
  return rest ? `${formatGroup(first)} (${rest})` : formatGroup(first);
}

function formatGroup({ family, given, middle, prefix, suffix }: NameGroup): string {
  const structured = given !== '' || middle !== '';
  const name = structured ? family.toLocaleUpperCase('fr') : family;
  const spoken = [prefix, name, capitalize(given), capitalize(middle)].filter(Boolean).join(' ');
  return suffix ? `${spoken}, ${suffix}` : spoken;
}

/** Given names in capitals read like a family name: JEAN-MARIE becomes Jean-Marie. Mixed case is left as it was written. */
function capitalize(name: string): string {
  if (name !== name.toLocaleUpperCase('fr') || name.length < 2 || /\d/.test(name)) return name;
  return name.toLocaleLowerCase('fr').replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => {
    return before + letter.toLocaleUpperCase('fr');
  });
}
