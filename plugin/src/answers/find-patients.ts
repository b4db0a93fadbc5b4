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
 * for in any of their studies.
 */
export function makeFindPatients(index: FindIndex, members: Members): LevelFind {
  const list = (query: FindQuery, scope: Scope): Found[] => {
    if (query.tags.some(([name, value]) => value !== '' && !isOfPatient(name)))
      throw new Refusal(400, 'request.invalid');
    const filter = readLabelFilter(query, scope);
    if (filter.kind === 'nothing') return [];
    const { tags, caseSensitive, parent } = query;
    // Other tags of a patient may have been written differently in each study.
    const narrowing = {
      tags: tags.filter(([name]) => keyOfTag(name) === patientIdKey),
      caseSensitive,
      parent,
    };
    const inside = groupByPatient(members.list(scope, narrowing, isPlain(query) ? [] : [level.key]));
    return index.listIds(whole(withLabels(query, filter))).flatMap((id) => inside.get(id) ?? []);
  };

  return {
    find: (query, scope) => {
      const rows = list(query, scope);
      const studies = new Map(rows.map((row) => [row.id, row.studies]));
      const { shape = {} } = query;
      const asked = isPlain(query) ? query : { ...query, shape: withStudies(shape) };
      return answerPage(index, level, { query: asked, rows, scope }, (patient) =>
        cutPatient(patient, studies.get(String(patient.ID)) ?? [], shape),
      );
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

/** The patient without what Orthanc says about studies outside the scope. */
function cutPatient(
  { Studies, RequestedTags, ...patient }: Record<string, unknown>,
  inside: readonly string[],
  shape: Shape,
): Record<string, unknown> {
  const all = Array.isArray(Studies) ? Studies : [];
  const shown = all.filter((study) => inside.includes(study));
  return {
    ...patient,
    ...(hasStudies(shape) && { Studies: shown }),
    ...(isRecord(RequestedTags) && {
      RequestedTags: shown.length === all.length ? RequestedTags : pickOfPatient(RequestedTags),
    }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Orthanc reads others from an image of any study, or counts all of them. */
const pickOfPatient = (tags: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => isOfPatient(name)));
