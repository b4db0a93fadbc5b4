import { isEmpty } from '../gate/scope.ts';
import { type Answer, answerJson, passOn, refuse, type Tools } from './answer.ts';
import { readAsking } from './asking.ts';

export const labelsListRoute = '/tools/labels';

/** The labels in use, as far as somebody holds them: to see what they are on, or to give them. */
export function makeLabelsList(tools: Tools): Answer {
  return (request) => {
    const scope = readAsking(tools, request).asker.scope(['all', 'view', 'edit-labels']);
    if (isEmpty(scope)) return refuse(403, 'permission.missing');
    const answer = passOn(tools, request);
    if (scope.everything || answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return answer;
    const labels: string[] = JSON.parse(tools.host.utf8.decode(answer.body));
    return answerJson(labels.filter((label) => scope.labels.includes(label)));
  };
}
