import { isEmpty } from '../gate/scope.ts';
import { type Answer, answerJson, parseObject, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { writeDownFind } from './find-audit.ts';
import { readFindQuery } from './find-query.ts';
import { answerFind, makeScopedFind } from './find-scope.ts';
import { answerOrRefuse } from './refusal.ts';

export const findRoute = '/tools/(find|count-resources)';

/**
 * Searches: for whoever may see everything Orthanc's own, else within the studies that the person may see. QIDO-RS is answered from here,
 * too: DICOMweb asks on the thread of its own request.
 */
export function makeFind(tools: Tools): Answer {
  const scoped = makeScopedFind(tools);
  return (request) => {
    const asking = readAsking(tools, request);
    const scope = scopeOf(asking, 'view');
    if (isEmpty(scope)) return refuse(403, 'permission.missing');
    if (!scope.everything && request.method !== 'POST') return refuse(404, 'route.unknown');
    writeDownFind(asking);
    if (scope.everything) return passOn(tools, request);
    const query = readFindQuery(parseObject(tools, request.body));
    if (query === undefined) return refuse(400, 'request.invalid');
    if (request.groups[0] === 'find') return answerFind(scoped, query, scope);
    return answerOrRefuse(() => answerJson({ Count: scoped.count(query, scope) }));
  };
}
