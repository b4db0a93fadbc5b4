import { isOurMetadata } from '../ear/reserved.ts';
import type { Scope } from '../gate/scope.ts';
import { parseObject, passOn, type Tools } from './answer.ts';
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

/** Arguments for how the answers look, not what is in them: `requested-tags` would be read from any image of a patient, or count all. */
export const formats: ReadonlySet<string> = new Set(['simplify', 'full', 'short']);

/**
 * Cuts what Orthanc says about a patient down to the studies in the scope. Whose other studies are outside is described by one
 * inside: what Orthanc keeps of a patient may have come with any study, and says when another one came. The object given is changed.
 */
export function cutPatient(
  tools: Tools,
  patient: unknown,
  scope: Scope,
  query: RouteRequest['query'] = [],
): unknown {
  if (!isPatient(patient)) return cutLabels(patient, scope);
  const inside = patient.Studies.filter((study) => tools.studies.isInside(study, scope));
  const isPartial = inside.length < patient.Studies.length;
  patient.Studies = inside;
  if (isPartial) describeAnew(tools, patient, query);
  return cutLabels(patient, scope);
}

function describeAnew(tools: Tools, patient: Patient, query: RouteRequest['query']): void {
  const format = query.filter(([name]) => formats.has(name));
  const studies = patient.Studies.flatMap((study): Record<string, unknown>[] => {
    const { body } = passOn(tools, {
      method: 'GET',
      path: `/studies/${study}`,
      query: format,
      body: undefined,
    });
    const found = body instanceof ArrayBuffer ? parseObject(tools, body) : undefined;
    return found === undefined ? [] : [found];
  });
  const [first] = studies;
  if ('MainDicomTags' in patient) patient.MainDicomTags = first?.PatientMainDicomTags ?? {};
  if ('IsStable' in patient) patient.IsStable = studies.every(({ IsStable }) => IsStable);
  if ('LastUpdate' in patient)
    patient.LastUpdate = studies
      .map(({ LastUpdate }) => String(LastUpdate))
      .sort()
      .at(-1);
  if ('Metadata' in patient) patient.Metadata = {};
}

type Patient = Record<string, unknown> & { Studies: string[] };

const isPatient = (value: unknown): value is Patient =>
  typeof value === 'object' && value !== null && 'Studies' in value && Array.isArray(value.Studies);

/** Takes out what we note about a study to give it labels, others' among them: of names, or of values by name. */
export function cutMetadata(metadata: unknown): unknown {
  if (Array.isArray(metadata)) return metadata.filter((name) => !isOurMetadata(String(name)));
  return Object.fromEntries(Object.entries(metadata ?? {}).filter(([name]) => !isOurMetadata(name)));
}
