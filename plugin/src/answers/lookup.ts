import { isEmpty } from '../gate/scope.ts';
import type { Level } from '../gate/studies.ts';
import { type Answer, answerJson, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { writeDownFind } from './find-audit.ts';
import { isResourceInside } from './inside.ts';

export const lookupRoute = '/tools/lookup';

const levels: Record<string, Level> = {
  Patient: 'patients',
  Study: 'studies',
  Series: 'series',
  Instance: 'instances',
};

/** What a DICOM identifier leads to, as far as it is in the scope. */
export function makeLookup(tools: Tools): Answer {
  return (request) => {
    const asking = readAsking(tools, request);
    const scope = scopeOf(asking, 'view');
    if (isEmpty(scope)) return refuse(403, 'permission.missing');
    writeDownFind(asking);
    const answer = passOn(tools, request);
    if (scope.everything || answer.status !== 200 || !(answer.body instanceof ArrayBuffer)) return answer;
    const found: { Type: string; ID: string }[] = JSON.parse(tools.host.utf8.decode(answer.body));
    return answerJson(
      found.filter(({ Type, ID }) => {
        const level = levels[Type];
        return level !== undefined && isResourceInside(tools, { level, id: ID }, scope);
      }),
    );
  };
}
