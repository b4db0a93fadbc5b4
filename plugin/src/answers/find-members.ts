import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import type { FindIndex } from './find-index.ts';
import type { FindQuery } from './find-query.ts';
import { isListable, type KeyTag, restrictTo } from './find-tags.ts';
import { Refusal } from './refusal.ts';

/** A study in a scope. */
export interface Member {
  /** Orthanc's identifiers. */
  study: string;
  patient: string;
  /** DICOM identifiers. Of a study that is in the scope by its label only those that were asked for; else empty. */
  uid: string;
  patientId: string;
}

const uidTag = 'StudyInstanceUID';

type Narrowing = Pick<FindQuery, 'tags' | 'caseSensitive' | 'parent'>;

/** The studies that are in a scope. */
export interface Members {
  /** Those that may match: `narrowing` leaves out others, but need not leave out those of single studies. */
  list(scope: Scope, narrowing: Narrowing, keys: readonly KeyTag[]): Member[];
  /** Those of the single studies that a scope names which exist. */
  listSingle(scope: Scope): Member[];
  /** The UIDs of these studies, and what else there is under them in the parent: other patients' studies outside the scope. */
  listUids(
    list: readonly Member[],
    scope: Scope,
    parent: FindQuery['parent'],
  ): { uids: string[]; foreign: string[] };
}

/** So many studies under UIDs of others are not a mistake. */
const mostForeign = 100;
/** Identifiers are hashes of the patient's identifier and the UIDs: they stand for the same as long as there is the study. */
const factsMs = 24 * 3600 * 1000;

export function makeMembers({ host, studies }: Pick<Tools, 'host' | 'studies'>, index: FindIndex): Members {
  const readFacts = (study: string): Member | undefined => {
    const text = host.cache.getOrCompute(`facts ${study}`, () => {
      const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}` });
      if (status !== 200) return undefined;
      const { ParentPatient, MainDicomTags, PatientMainDicomTags } = JSON.parse(host.utf8.decode(body));
      const { StudyInstanceUID = '' } = MainDicomTags;
      const { PatientID = '' } = PatientMainDicomTags;
      const facts: Member = { study, patient: ParentPatient, uid: StudyInstanceUID, patientId: PatientID };
      return { value: JSON.stringify(facts), ttlMs: factsMs };
    });
    return text === undefined ? undefined : JSON.parse(text);
  };

  const listSingle = (scope: Scope): Member[] => {
    const known = [...new Set(scope.studies)].filter(isIdentifier).flatMap((study) => readFacts(study) ?? []);
    const uids = known.map(({ uid }) => uid).filter(isListable);
    // Which of them are still there: one question for all.
    const there =
      uids.length > 1 && new Set(index.listIds({ level: 'Study', tags: restrictTo([], uidTag, uids) }));
    return known.filter(({ study, uid }) =>
      there && isListable(uid) ? there.has(study) : studies.findLabels(study) !== undefined,
    );
  };

  const listLabelled = (scope: Scope, narrowing: Narrowing, keys: readonly KeyTag[]): Member[] => {
    if (scope.labels.length === 0) return [];
    const rows = index.list({
      ...narrowing,
      level: 'Study',
      labels: scope.labels,
      labelsConstraint: 'Any',
      shape: { ResponseContent: ['Parent'], ...(keys.length > 0 && { RequestedTags: keys }) },
    });
    return rows.map(readRow);
  };

  const members: Members = {
    listSingle,

    list: (scope, narrowing, keys) => {
      const labelled = listLabelled(scope, narrowing, keys);
      const known = new Set(labelled.map(({ study }) => study));
      const single = listSingle(scope).filter(
        ({ study, patient }) =>
          !known.has(study) && (narrowing.parent === undefined || narrowing.parent.id === patient),
      );
      return [...labelled, ...single];
    },

    listUids: (list, scope, parent) => {
      const listed = list.filter(({ uid }) => isListable(uid));
      const uids = [...new Set(listed.map(({ uid }) => uid))];
      const inside = new Set(listed.map(({ study }) => study));
      if (uids.length === 0) return { uids, foreign: [] };
      const tags = restrictTo([], uidTag, uids);
      const search: FindQuery = { level: 'Study', tags, parent };
      const count = index.count(search);
      if (count === inside.size) return { uids, foreign: [] };
      // Also those that the search itself leaves out.
      for (const { study } of members.list(scope, { tags, parent }, [])) inside.add(study);
      const all = index.listIds(search);
      const foreign = all.filter((study) => !inside.has(study));
      if (all.length < count || foreign.length > mostForeign) throw new Refusal(400, 'search.too-broad');
      return { uids, foreign };
    },
  };
  return members;
}

function readRow(row: Record<string, unknown>): Member {
  const { ID, ParentPatient = '', RequestedTags } = row as unknown as StudyRow;
  return {
    study: ID,
    patient: ParentPatient,
    uid: RequestedTags?.StudyInstanceUID ?? '',
    patientId: RequestedTags?.PatientID ?? '',
  };
}

interface StudyRow {
  ID: string;
  ParentPatient?: string;
  RequestedTags?: { StudyInstanceUID?: string | null; PatientID?: string | null };
}

const isIdentifier = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{8}){4}$/.test(text);
