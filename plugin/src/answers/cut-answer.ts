import { isOurMetadata } from '../ear/reserved.ts';
import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { cutLabels, cutLabelsOfText } from './label-cut.ts';

/** Takes the labels out of an answer that are not in the scope. */
export function cutAnswer({ host }: Tools, answer: RouteResponse, scope: Scope): RouteResponse {
  if (scope.everything || answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return answer;
  return { ...answer, body: cutLabelsOfText(host.utf8.decode(answer.body), scope) };
}

/** Changes the JSON of an answer, if it has any. */
export function rewrite(
  { host }: Tools,
  answer: RouteResponse,
  change: (value: unknown) => unknown,
): RouteResponse {
  if (answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return answer;
  return { ...answer, body: JSON.stringify(change(JSON.parse(host.utf8.decode(answer.body)))) };
}

/** Cuts what Orthanc says about a patient down to the studies in the scope. The object given is changed. */
export function cutPatient({ studies }: Tools, patient: unknown, scope: Scope): unknown {
  if (isPatient(patient)) patient.Studies = patient.Studies.filter((study) => studies.isInside(study, scope));
  return cutLabels(patient, scope);
}

const isPatient = (value: unknown): value is { Studies: string[] } =>
  typeof value === 'object' && value !== null && 'Studies' in value && Array.isArray(value.Studies);

/** Takes out what we note about a study to give it labels, others' among them: of names, or of values by name. */
export function cutMetadata(metadata: unknown): unknown {
  if (Array.isArray(metadata)) return metadata.filter((name) => !isOurMetadata(String(name)));
  return Object.fromEntries(Object.entries(metadata ?? {}).filter(([name]) => !isOurMetadata(name)));
}
