import { isRecord } from '../forms.ts';
import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { type IdentifierLevel, isPlain, leadsInside, listStudiesUnder, readName } from './identifiers.ts';
import { readTexts } from './named.ts';

/** What a modification or an anonymisation does to the attributes that decide where images belong. */
export interface Rewriting {
  /** What identifiers are to become. */
  identifiers: readonly { level: IdentifierLevel; value: string }[];
  /** Whether images stay with their patient and say something else about it: Orthanc then changes the patient's record. */
  changesPatient: boolean;
}

/**
 * Reads `Replace`, `Remove` and `Keep`.
 *
 * @returns undefined where it is not certain what Orthanc would make of them
 */
export function readRewriting(
  { Replace = {}, Remove = [], Keep = [] }: Record<string, unknown>,
  isAnonymization: boolean,
): Rewriting | undefined {
  const removed = readNames(readTexts(Remove));
  const kept = readNames(readTexts(Keep));
  const replaced = isRecord(Replace) ? readNames(Object.keys(Replace)) : undefined;
  if (!isRecord(Replace) || replaced === undefined || removed === undefined || kept === undefined)
    return undefined;

  const identifiers: { level: IdentifierLevel; value: string }[] = [];
  for (const [index, value] of Object.values(Replace).entries()) {
    const level = replaced[index];
    if (level === undefined || level === 'other' || level === 'patient') continue;
    if (!isPlain(level, value)) return undefined;
    identifiers.push({ level, value: value.trim() });
  }
  const staysWithPatient = !replaced.includes('Patient') && (!isAnonymization || kept.includes('Patient'));
  const saysSomethingElse = isAnonymization || replaced.includes('patient') || removed.includes('patient');
  return { identifiers, changesPatient: staysWithPatient && saysSomethingElse };
}

function readNames(names: readonly string[] | undefined) {
  const read = names?.map(readName);
  return read?.every((name) => name !== undefined) ? read : undefined;
}

/**
 * Whether all that would be changed is inside the scope: the studies that the new identifiers lead to, and those of a patient whose
 * record changes.
 *
 * @param sources the studies whose images are rewritten
 */
export function isRewritingInside(
  tools: Tools,
  { identifiers, changesPatient }: Rewriting,
  sources: readonly string[],
  scope: Scope,
): boolean {
  return (
    identifiers.every(({ level, value }) => leadsInside(tools, level, value, scope)) &&
    (!changesPatient ||
      sources.every((study) =>
        listSiblings(tools, study).every((sibling) => tools.studies.isInside(sibling, scope)),
      ))
  );
}

/** Whether images become part of a study that is there already. */
export const leadsToExistingStudy = (tools: Tools, { identifiers }: Rewriting): boolean =>
  identifiers.some(
    ({ level, value }) => level === 'Study' && listStudiesUnder(tools, level, value).length > 0,
  );

/** The studies of the same patient, itself included. */
function listSiblings({ host, studies }: Tools, study: string): readonly string[] {
  const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}` });
  if (status !== 200) return [];
  const { ParentPatient }: { ParentPatient: string } = JSON.parse(host.utf8.decode(body));
  return studies.listStudies(ParentPatient);
}
