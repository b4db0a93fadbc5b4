import { type Answer, notFound, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { rewrite } from './cut-answer.ts';

export const labelRoute = '/(patients|studies|series|instances)/([^/]+)/labels(?:/([^/]+))?';

/** What Orthanc takes, too. */
const alphabet = /^[A-Za-z0-9_-]{1,64}$/;

/** The labels of a resource: to whoever holds some labels, there are no others. */
export function makeLabels(tools: Tools): Answer {
  const read = (request: RouteRequest, label: string): RouteResponse => {
    const scope = scopeOf(readAsking(tools, request), 'view');
    if (scope.everything) return passOn(tools, request);
    if (label !== '') return scope.labels.includes(label) ? passOn(tools, request) : notFound;
    return rewrite(tools, passOn(tools, request), (labels) =>
      (labels as string[]).filter((one) => scope.labels.includes(one)),
    );
  };

  const write = (request: RouteRequest, label: string): RouteResponse => {
    if (!alphabet.test(label)) return refuse(400, 'request.invalid');
    const scope = scopeOf(readAsking(tools, request), 'edit-labels');
    if (!scope.everything && !scope.labels.includes(label)) return refuse(403, 'permission.missing');
    const answer = passOn(tools, request);
    const [level, id = ''] = request.groups;
    if (level === 'studies') tools.studies.forgetLabels(id);
    return answer;
  };

  return (request) => {
    const [, , label = ''] = request.groups;
    return request.method === 'GET' ? read(request, label) : write(request, label);
  };
}
