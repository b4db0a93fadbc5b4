import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { cutLabels } from './label-cut.ts';

/** A label in a list of labels. In a value of DICOM it would have backslashes. */
const anyLabel = /"Labels"\s*:\s*\[\s*"/;

/** Takes the labels out of an answer that are not in the scope. Large ones mostly have none: instances are not labelled. */
export function cutAnswer(tools: Tools, answer: RouteResponse, scope: Scope): RouteResponse {
  if (scope.everything) return answer;
  return rewrite(tools, answer, (value) => cutLabels(value, scope), anyLabel);
}

/** Changes the JSON of an answer, if it has one that matches. */
export function rewrite(
  { host }: Tools,
  answer: RouteResponse,
  change: (value: unknown) => unknown,
  where = /^/,
): RouteResponse {
  if (answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return answer;
  const text = host.utf8.decode(answer.body);
  return where.test(text) ? { ...answer, body: JSON.stringify(change(JSON.parse(text))) } : answer;
}

/** Cuts what Orthanc says about a patient down to the studies in the scope. The object given is changed. */
export function cutPatient({ studies }: Tools, patient: unknown, scope: Scope): unknown {
  if (isPatient(patient)) patient.Studies = patient.Studies.filter((study) => studies.isInside(study, scope));
  return cutLabels(patient, scope);
}

const isPatient = (value: unknown): value is { Studies: string[] } =>
  typeof value === 'object' && value !== null && 'Studies' in value && Array.isArray(value.Studies);
