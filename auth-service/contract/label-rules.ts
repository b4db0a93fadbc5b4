/** What a study, or the way it came, is asked about. */
export const labelFields = [
  'called-aet',
  'calling-aet',
  'institution',
  'referring-physician',
  'modality',
  'station',
  'uploader',
  'study-description',
] as const;

export const labelOperators = ['is', 'begins-with', 'contains', 'matches'] as const;

export type LabelField = (typeof labelFields)[number];

export interface LabelCondition {
  field: LabelField;
  /** `matches` takes `*` for any text and `?` for one character; the whole text must match. */
  operator: (typeof labelOperators)[number];
  value: string;
}

export interface LabelRule {
  /** All must hold. A rule without any gives nothing. */
  conditions: readonly LabelCondition[];
  labels: readonly string[];
}

/** What is known of a study. A field may have several values (a study of CT and PT): one that fits is enough. */
export type StudyFacts = Readonly<Partial<Record<LabelField, readonly string[]>>>;

/**
 * The labels that rules give to a study, each once, in the order of the rules. Comparing overlooks case, accents, padding and
 * the `^` and `=` of DICOM names (PS3.5, 6.2.1). It runs inside the plugin: no Intl, no Node.
 */
export function findLabels(rules: readonly LabelRule[], facts: StudyFacts): string[] {
  const folded = new Map<LabelField, string[]>();
  const read = (field: LabelField): string[] => {
    const known = folded.get(field) ?? (facts[field] ?? []).map(fold).filter((text) => text !== '');
    folded.set(field, known);
    return known;
  };
  const given = rules.filter(
    ({ conditions }) =>
      conditions.length > 0 &&
      conditions.every(({ field, operator, value }) => {
        const wanted = fold(value);
        return read(field).some((text) => compare[operator](text, wanted));
      }),
  );
  return [...new Set(given.flatMap(({ labels }) => labels))];
}

const compare: Record<LabelCondition['operator'], (text: string, wanted: string) => boolean> = {
  is: (text, wanted) => text === wanted,
  'begins-with': (text, wanted) => text.startsWith(wanted),
  contains: (text, wanted) => text.includes(wanted),
  matches: (text, wanted) => matchesPattern([...text], [...wanted]),
};

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[\s^=\0]+/g, ' ')
    .trim();

/** By hand: a regular expression with many `*` may take for ever on a text that somebody chose. */
function matchesPattern(text: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let next = 0;
  /** Where the last `*` is, and how much of the text it has taken so far. */
  let star = -1;
  let taken = 0;
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next;
      taken = at;
      next += 1;
    } else if (pattern[next] === '?' || pattern[next] === text[at]) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      next = star + 1;
    } else return false;
  }
  return pattern.slice(next).every((character) => character === '*');
}
