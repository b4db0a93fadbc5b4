import type { Scope } from '../gate/scope.ts';
import { type Answer, answerJson, notFound, passOn, type Tools } from './answer.ts';
import { readAsking, scopeOf, writeDown } from './asking.ts';
import { cutAnswer, cutPatient, formats, rewrite } from './cut-answer.ts';
import { makeDeletion } from './deletion.ts';
import { cutLabels } from './label-cut.ts';

export const patientRoute =
  '/patients/([^/]+)(?:/(studies|series|instances|module|statistics|instances-tags))?';

/**
 * A patient, for whoever may see one of its studies, as if it had no others. Whoever may see all of its studies gets Orthanc's
 * own answer.
 */
export function makePatient(tools: Tools): Answer {
  const { studies } = tools;
  const remove = makeDeletion(tools);

  return (request) => {
    if (request.method === 'DELETE') return remove(request);
    const asking = readAsking(tools, request);
    const scope = scopeOf(asking, 'view');
    const [id = '', part] = request.groups;
    const all = studies.listStudies(id);
    const inside = all.filter((study) => studies.isInside(study, scope));
    const isThere = inside.length > 0;
    // Whose studies they are is not known from the path, to the gate.
    if (all.length > 0)
      writeDown(asking, {
        action: 'view',
        outcome: isThere ? 'success' : 'refused',
        studies: isThere ? inside : all,
      });
    if (scope.everything) return passOn(tools, request);
    if (!isThere) return notFound;
    if (inside.length === all.length) return cutAnswer(tools, passOn(tools, request), scope);
    return compose(tools, request, part ?? '', { inside, scope });
  };
}

interface Cut {
  inside: readonly string[];
  scope: Scope;
}

function compose(tools: Tools, request: RouteRequest, part: string, { inside, scope }: Cut): RouteResponse {
  const ofEach = (last: string) =>
    inside.map((study) => passOn(tools, { ...request, path: `/studies/${study}/${last}` }));
  switch (part) {
    case '': {
      const query = request.query.filter(([name]) => formats.has(name));
      return rewrite(tools, passOn(tools, { ...request, query }), (patient) =>
        cutPatient(tools, patient, scope, query),
      );
    }
    case 'studies':
      return rewrite(tools, passOn(tools, request), (list) => cutLabels(pickStudies(list, inside), scope));
    case 'series':
    case 'instances':
      return join(ofEach(part), (parts) => cutLabels((parts as unknown[][]).flat(), scope), tools);
    case 'module':
      // The same module, of an image that is inside.
      return passOn(tools, { ...request, path: `/studies/${inside[0]}/module-patient` });
    case 'statistics':
      return join(ofEach(part), (parts) => addStatistics(parts as Statistics[]), tools);
    default:
      return join(ofEach(part), (parts) => Object.assign({}, ...parts), tools);
  }
}

/** From a list of identifiers or of resources. */
const pickStudies = (list: unknown, inside: readonly string[]): unknown[] =>
  (list as (string | { ID: string })[]).filter((item) =>
    inside.includes(typeof item === 'string' ? item : item.ID),
  );

/** One answer of several. A study that was deleted in between is left out. */
function join(
  answers: readonly RouteResponse[],
  change: (parts: readonly unknown[]) => unknown,
  { host }: Tools,
): RouteResponse {
  const parts = answers.flatMap(({ status, body }) =>
    status === 200 && body instanceof ArrayBuffer ? [JSON.parse(host.utf8.decode(body))] : [],
  );
  return parts.length === 0 ? notFound : answerJson(change(parts));
}

const sizes = ['DiskSize', 'UncompressedSize', 'DicomDiskSize', 'DicomUncompressedSize'] as const;

/** Bytes as texts, since they may be larger than what other languages read as a number. */
type Statistics = Record<(typeof sizes)[number], string> & Record<'CountSeries' | 'CountInstances', number>;

function addStatistics(parts: readonly Statistics[]): Record<string, string | number> {
  const sum: Record<string, string | number> = {
    CountStudies: parts.length,
    CountSeries: parts.reduce((count, part) => count + part.CountSeries, 0),
    CountInstances: parts.reduce((count, part) => count + part.CountInstances, 0),
  };
  for (const size of sizes) {
    const bytes = parts.reduce((count, part) => count + Number(part[size]), 0);
    sum[size] = String(bytes);
    sum[`${size}MB`] = Math.floor(bytes / (1024 * 1024));
  }
  return sum;
}
