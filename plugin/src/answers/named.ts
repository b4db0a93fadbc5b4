import type { Action } from '../audit/audit.ts';
import { isOrthancId } from '../forms.ts';
import { notFound, type Tools } from './answer.ts';
import { type Asking, scopeOf, writeDown } from './asking.ts';

/** A resource that is named by its identifier. */
export interface Named {
  id: string;
  level: 'patients' | 'studies' | 'series' | 'instances';
  /** The study that it belongs to, or the studies of a patient. */
  studies: readonly string[];
}

/** What Orthanc says about a resource. */
export interface Content {
  ID: string;
  Type: 'Patient' | 'Study' | 'Series' | 'Instance';
  Studies?: string[];
  ParentStudy?: string;
  ParentSeries?: string;
  Metadata?: unknown;
}

const levels = { Patient: 'patients', Study: 'studies', Series: 'series', Instance: 'instances' } as const;

/** About 1 KB is answered for each. */
const atOnce = 500;

/** What identifiers stand for, in one question for many; what does not exist is left out. */
export function describe(tools: Tools, ids: readonly string[]): Named[] {
  return readContents(tools, ids).map((content) => ({
    id: content.ID,
    level: levels[content.Type],
    studies: findStudies(tools, content),
  }));
}

/** The studies that resources belong to or consist of. */
const listStudies = (tools: Tools, ids: readonly string[]): string[] =>
  readContents(tools, ids, 'Study').map(({ ID }) => ID);

function readContents({ host }: Tools, given: readonly string[], level?: 'Study'): Content[] {
  // Orthanc fails on some of what is none, such as half of a surrogate pair.
  const ids = given.filter(isOrthancId);
  const contents: Content[] = [];
  for (let from = 0; from < ids.length; from += atOnce) {
    const { status, body } = host.restApi({
      method: 'POST',
      uri: '/tools/bulk-content',
      body: JSON.stringify({ Resources: ids.slice(from, from + atOnce), Level: level, Metadata: false }),
    });
    if (status !== 200) throw new Error(`asking what identifiers stand for answers ${status}`);
    contents.push(...(JSON.parse(host.utf8.decode(body)) as Content[]));
  }
  return contents;
}

/** The study of a resource, or those of a patient. */
export function findStudies({ studies }: Tools, { ID, Type, ...content }: Content): readonly string[] {
  if (Type === 'Study') return [ID];
  if (Type === 'Patient') return content.Studies ?? [];
  const study = content.ParentStudy ?? studies.findStudy('series', content.ParentSeries ?? '');
  return study === undefined ? [] : [study];
}

export interface Claim {
  permission: string;
  ids: readonly string[];
  /** Whether all studies of a patient must be inside, or any. */
  patients: 'whole' | 'part';
}

export interface Judgement {
  isAllowed: boolean;
  /** Those that may be touched, or those that may not; none where nothing is known about them. */
  studies: readonly string[];
}

/** Whether every resource that a body names is inside the scope of a permission. */
export function judgeNamed(asking: Asking, { permission, ids, patients }: Claim): Judgement {
  const { tools, asker } = asking;
  const scope = scopeOf(asking, permission);
  if (scope.everything)
    return { isAllowed: true, studies: asker.profile === undefined ? [] : listStudies(tools, ids) };
  const named = describe(tools, ids);
  const isInside = (study: string) => tools.studies.isInside(study, scope);
  const isReachable = ({ studies }: Named) =>
    studies.length > 0 && (patients === 'whole' ? studies.every(isInside) : studies.some(isInside));
  const known = new Set(named.map(({ id }) => id));
  const outside = named.filter((one) => !isReachable(one)).flatMap(({ studies }) => studies);
  if (outside.length > 0 || ids.some((id) => !known.has(id))) return { isAllowed: false, studies: outside };
  return { isAllowed: true, studies: named.flatMap(({ studies }) => studies).filter(isInside) };
}

/**
 * Judges what a body names, and writes it down in either case.
 *
 * @returns the refusal, or undefined: what does not exist looks like what is outside.
 */
export function checkNamed(asking: Asking, action: Action, claim: Claim): RouteResponse | undefined {
  const { isAllowed, studies } = judgeNamed(asking, claim);
  writeDown(asking, { action, outcome: isAllowed ? 'success' : 'refused', studies });
  return isAllowed ? undefined : notFound;
}

/** A list of texts, or undefined for anything else. */
export const readTexts = (value: unknown): string[] | undefined =>
  Array.isArray(value) && value.every((item): item is string => typeof item === 'string') ? value : undefined;
