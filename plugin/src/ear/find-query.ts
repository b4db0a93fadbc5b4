import type { FindLevel } from '../answers/find-query.ts';

export interface ReadQuery {
  level: FindLevel;
  /** What must match, by tag. Neither what is empty nor `*`: both match everything (PS3.4 § C.2.2.2.3). */
  constraints: Readonly<Record<string, string>>;
  /** What the answers are to have, constraints included. */
  tags: readonly string[];
}

const levelTag = '0008,0052';
/** What a query says about itself (PS3.4 § C.4.1.1.3), besides its level. */
const aboutTheQuery = new Set([levelTag, '0008,0005', '0008,0201']);

const levels: Readonly<Record<string, FindLevel>> = {
  PATIENT: 'Patient',
  STUDY: 'Study',
  SERIES: 'Series',
  IMAGE: 'Instance',
  INSTANCE: 'Instance',
};

/** @throws Error for a query without a level that we know */
export function readQuery({ tags }: FindQuery): ReadQuery {
  const asked = tags.filter(([tag]) => !isGroupLength(tag));
  const text = asked.find(([tag]) => tag === levelTag)?.[1] ?? '';
  const level = levels[text.trim().toUpperCase()];
  if (level === undefined) throw new Error('a C-FIND request has no level, or one that is none');
  const matching = asked.filter(([tag]) => !aboutTheQuery.has(tag) && !isPrivateCreator(tag));
  return {
    level,
    constraints: Object.fromEntries(matching.filter(([, value]) => !/^\**$/.test(value))),
    tags: matching.map(([tag]) => tag),
  };
}

const isGroupLength = (tag: string) => tag.endsWith(',0000');

/** (gggg,00xx) of an odd group says whose the group is (PS3.5 § 7.8.1): nothing to be found by. */
const isPrivateCreator = (tag: string) => /^...[13579bdf],00(?!0)..$/.test(tag);

/**
 * Whether a resource also matches if case counts. Only names of persons overlook it in DICOM (PS3.4 § C.2.2.2.1), while
 * `/tools/find` overlooks it either in all attributes or in none: patients `a1` and `A1` are two.
 */
export function matchesCase(
  constraints: ReadQuery['constraints'],
  values: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(constraints).every(([tag, wanted]) => {
    // Also dates, times and UIDs, ranges and wildcards or not: Orthanc has compared them.
    if (names.has(tag) || wanted.toLowerCase() === wanted.toUpperCase()) return true;
    const value = values[tag];
    return typeof value === 'string' && matches(value, wanted);
  });
}

function matches(value: string, wanted: string): boolean {
  const found = value.split('\\');
  if (wanted.includes('\\')) return wanted.split('\\').some((one) => found.includes(one));
  if (!/[*?]/.test(wanted)) return value === wanted || found.includes(wanted);
  return matchesWildcards([...value], [...wanted]);
}

/** `*` stands for any characters, `?` for one. In two loops: a regular expression would try every way to share out the value. */
function matchesWildcards(value: readonly string[], wanted: readonly string[]): boolean {
  let [at, next] = [0, 0];
  /** After the latest asterisk, and up to where it stands for. */
  let [afterAsterisk, taken] = [-1, 0];
  while (at < value.length) {
    if (wanted[next] === '*') {
      next += 1;
      [afterAsterisk, taken] = [next, at];
    } else if (wanted[next] === '?' || wanted[next] === value[at]) {
      at += 1;
      next += 1;
    } else if (afterAsterisk >= 0) {
      taken += 1;
      [at, next] = [taken, afterAsterisk];
    } else {
      return false;
    }
  }
  return wanted.slice(next).every((character) => character === '*');
}

/** The attributes of value representation PN that the models of C-FIND and usual images have. */
const names: ReadonlySet<string> = new Set([
  '0008,0090',
  '0008,009c',
  '0008,1048',
  '0008,1050',
  '0008,1060',
  '0008,1070',
  '0010,0010',
  '0010,1001',
  '0010,1005',
  '0010,1060',
  '0010,2297',
  '0032,1032',
  '0040,0006',
  '0040,1010',
  '0040,2008',
  '0040,a075',
  '0040,a123',
  '0070,0084',
  '300e,0008',
]);
