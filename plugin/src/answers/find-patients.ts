import type { Scope } from '../gate/scope.ts';
import type { FindIndex } from './find-index.ts';
import { readLabelFilter, withLabels } from './find-labels.ts';
import type { Member, Members } from './find-members.ts';
import { answerPage, type Level } from './find-pages.ts';
import { type FindQuery, isPlain, type Shape, whole } from './find-query.ts';
import type { LevelFind } from './find-scope.ts';
import { isOfPatient, keyOfTag } from './find-tags.ts';
import { Refusal } from './refusal.ts';

const level: Level = { key: 'PatientID', parent: 'ParentPatient' };
const patientIdKey = keyOfTag(level.key);

/** A patient that matches, and its studies in the scope. */
interface Found {
  id: string;
  key: string;
  studies: readonly string[];
}

/**
 * Patients of whom at least one study is in the scope, as if they had no others. Nothing may be asked about them that Orthanc would look
 * for in any of their studies; what it keeps of a patient may have come with any of them, and is compared and shown as the studies inside
 * have it.
 */
export function makeFindPatients(index: FindIndex, members: Members): LevelFind {
  const list = (query: FindQuery, scope: Scope): Found[] => {
    const isAskable = ([name, value]: FindQuery['tags'][number]) => value === '' || isOfPatient(name);
    if (query.metadata !== undefined || !query.tags.every(isAskable))
      throw new Refusal(400, 'request.invalid');
    const filter = readLabelFilter(query, scope);
    if (filter.kind === 'nothing') return [];
    const { caseSensitive, parent, orderBy } = query;
    const tags = query.tags.filter(([name]) => keyOfTag(name) === patientIdKey);
    const narrowing = { tags, caseSensitive, parent };
    const inside = groupByPatient(members.list(scope, narrowing, isPlain(query) ? [] : [level.key]));
    const matching = tags.length < query.tags.length ? listMatching(query, scope) : undefined;
    // Without another order, it is that of the identifiers.
    const isAll = filter.kind === 'free' && orderBy === undefined && parent === undefined;
    const isInOrder = isAll && (matching !== undefined || tags.length === 0);
    const ids = isInOrder
      ? [...inside.keys()].sort()
      : index.listIds(whole(withLabels({ ...query, tags }, filter)));
    return ids.flatMap((id) => (matching?.has(id) !== false && inside.get(id)) || []);
  };

  /** The patients of whom a study inside has what is asked for. */
  const listMatching = ({ tags, caseSensitive, parent }: FindQuery, scope: Scope): Set<string> => {
    const labelled = members.list({ ...scope, studies: [] }, { tags, caseSensitive, parent }, []);
    const single = members.listSingle(scope).filter(({ study }) => {
      const search = { tags, caseSensitive, parent: { key: 'ParentStudy', id: study } } as const;
      return index.listIds({ level: 'Study', ...search }).length > 0;
    });
    return new Set([...labelled, ...single].map(({ patient }) => patient));
  };

  /** What a patient is like by a study inside. */
  const describe = (study: string, { ResponseContent, RequestedTags, ...shape }: Shape) => {
    const asked: Shape = {
      ...shape,
      ...(ResponseContent && { ResponseContent: ResponseContent.filter((word) => inStudies.has(word)) }),
      ...(RequestedTags && { RequestedTags: RequestedTags.filter(isOfPatient) }),
    };
    const parent = { key: 'ParentStudy', id: study } as const;
    const [found = {}] = index.list({ level: 'Study', tags: [], parent, shape: asked });
    return { ...found, MainDicomTags: found.PatientMainDicomTags };
  };

  return {
    find: (query, scope) => {
      const rows = list(query, scope);
      const studies = new Map(rows.map((row) => [row.id, row.studies]));
      const { shape = {} } = query;
      // What has been compared with studies is not compared with patients again.
      const tags = query.tags.filter(([name, value]) => value === '' || keyOfTag(name) === patientIdKey);
      const asked = isPlain(query) ? query : { ...query, tags, shape: withStudies(shape) };
      return answerPage(index, level, { query: asked, rows, scope }, (patient) => {
        const inside = studies.get(String(patient.ID)) ?? [];
        return cutPatient(patient, inside, shape, (study) => describe(study, shape));
      });
    },
    count: (query, scope) => list({ ...query, shape: {} }, scope).length,
  };
}

function groupByPatient(list: readonly Member[]): Map<string, Found> {
  const groups = new Map<string, Found & { studies: string[] }>();
  for (const { patient, patientId, study } of list) {
    const group = groups.get(patient);
    if (group === undefined) groups.set(patient, { id: patient, key: patientId, studies: [study] });
    else group.studies.push(study);
  }
  return groups;
}

const withStudies = (shape: Shape): Shape => ({
  ...shape,
  ...(shape.ResponseContent && { ResponseContent: [...shape.ResponseContent, 'Children'] }),
});

const hasStudies = ({ ResponseContent }: Shape) => ResponseContent?.includes('Children') ?? true;

/** What is said of studies in the same words as of patients. */
const inStudies: ReadonlySet<string> = new Set(['MainDicomTags', 'RequestedTags', 'IsStable']);

/**
 * The patient without what Orthanc says about studies outside the scope. It may have everything that it keeps of a patient from one of
 * these: then a study inside says it.
 */
function cutPatient(
  { Studies, ...patient }: Record<string, unknown>,
  inside: readonly string[],
  shape: Shape,
  describe: (study: string) => Record<string, unknown>,
): Record<string, unknown> {
  const all = Array.isArray(Studies) ? Studies : [];
  const shown = all.filter((study) => inside.includes(study));
  const children = hasStudies(shape) ? { Studies: shown } : {};
  const [first] = shown;
  if (first === undefined || shown.length === all.length) return { ...patient, ...children };
  const known = describe(first);
  const names = Object.keys(patient);
  const told: Record<string, unknown> = { Metadata: {}, Attachments: [] };
  for (const name of whatever) told[name] = patient[name];
  for (const name of byStudies) told[name] = known[name];
  return { ...Object.fromEntries(names.map((name) => [name, told[name]])), ...children };
}

/** What Orthanc says of a patient whatever its studies; the labels are cut. */
const whatever = ['ID', 'Type', 'Labels', 'IsProtected'];
const byStudies = ['MainDicomTags', 'RequestedTags', 'IsStable', 'LastUpdate'];
