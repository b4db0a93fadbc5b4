import { type Answer, passOn, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { cutAnswer, cutPatient, rewrite } from './cut-answer.ts';
import { makeDeletion } from './deletion.ts';

export const resourceRoute = '/(studies|series|instances)/([^/]+)';
export const relativesRoute = '/(studies|series|instances)/([^/]+)/(study|series|instances|patient)';

/** One study, series or instance. That it is inside the scope is known from its path. */
export function makeResource(tools: Tools): Answer {
  const remove = makeDeletion(tools);
  return (request) => {
    if (request.method === 'DELETE') return remove(request);
    return cutAnswer(tools, passOn(tools, request), scopeOf(readAsking(tools, request), 'view'));
  };
}

/** What a study, a series or an instance consists of or belongs to: inside the scope as it is itself, but for the patient's other studies. */
export function makeRelatives(tools: Tools): Answer {
  return (request) => {
    const scope = scopeOf(readAsking(tools, request), 'view');
    const answer = passOn(tools, request);
    const [, , relatives] = request.groups;
    if (relatives !== 'patient' || scope.everything) return cutAnswer(tools, answer, scope);
    return rewrite(tools, answer, (patient) => cutPatient(tools, patient, scope, request.query));
  };
}
