import { findLabels, type LabelRule } from '@sgim/auth-service/contract/label-rules';
import { ruleLabelsMetadata } from './reserved.ts';
import { makeStudyFacts } from './study-facts.ts';
import type { Cause, StudyLabels } from './study-labels.ts';

/** Gives a study the labels that rules say, and takes back what only rules gave and none gives any more. */
export type Labelling = (study: string, rules: readonly LabelRule[]) => 'changed' | 'unchanged';

const cause: Cause = {
  actor: { profile: { userId: 'service:label-rules', name: 'Label rules', grants: [] } },
  route: null,
};

/**
 * Which labels came by rule is kept with the study, from before they are given, so that none that somebody gave by hand is ever
 * taken back, and none stays for ever whatever is cut short.
 */
export function makeLabelling(host: Pick<Orthanc, 'restApi' | 'utf8'>, labels: StudyLabels): Labelling {
  const findFacts = makeStudyFacts(host);

  const readMetadata = (study: string): Readonly<Record<string, string>> | undefined => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}/metadata?expand` });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : undefined;
  };

  const keep = (study: string, given: readonly string[]): void => {
    const uri = `/studies/${study}/metadata/${ruleLabelsMetadata}`;
    const { status } = host.restApi({ method: 'PUT', uri, body: JSON.stringify(given) });
    if (status !== 200) throw new Error('Orthanc does not keep which labels came by rule');
  };

  return (study, rules) => {
    const metadata = readMetadata(study);
    if (metadata === undefined) return 'unchanged';
    const given = readList(metadata[ruleLabelsMetadata]);
    if (rules.length === 0 && given.length === 0) return 'unchanged';
    const fields = new Set(rules.flatMap(({ conditions }) => conditions.map(({ field }) => field)));
    const facts = findFacts(study, metadata, fields);
    const carried = labels.read(study);
    if (facts === undefined || carried === undefined) return 'unchanged';

    const wanted = findLabels(rules, facts);
    const add = wanted.filter((label) => !carried.includes(label));
    const kept = given.filter((label) => wanted.includes(label) && carried.includes(label));
    const remove = given.filter((label) => !wanted.includes(label) && carried.includes(label));
    const after = [...kept, ...add];
    if (add.length > 0 || remove.length > 0) {
      keep(study, [...after, ...remove]);
      labels.change(study, { add, remove }, cause);
    }
    if (remove.length > 0 || (add.length === 0 && after.length !== given.length)) keep(study, after);
    return add.length > 0 || remove.length > 0 ? 'changed' : 'unchanged';
  };
}

function readList(text: string | undefined): string[] {
  if (text === undefined || text === '') return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  } catch {
    // Somebody else's.
    return [];
  }
}
