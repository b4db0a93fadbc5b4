import { type Answer, parseObject, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { cutMetadata, cutPatient, rewrite } from './cut-answer.ts';
import { type Content, checkNamed, findStudies, readTexts } from './named.ts';

export const bulkRoute = '/tools/bulk-(delete|content)';

/** Deletes many resources, or says what is known of them; all must be inside the scope, or nothing is done. */
export function makeBulk(tools: Tools): Answer {
  return (request) => {
    const asking = readAsking(tools, request);
    const wish = parseObject(tools, request.body);
    const ids = readTexts(wish?.Resources);
    if (wish === undefined || ids === undefined) return refuse(400, 'request.invalid');
    const [operation] = request.groups;
    const refusal =
      operation === 'delete'
        ? checkNamed(asking, 'delete', { permission: 'delete', ids, patients: 'whole' })
        : checkNamed(asking, 'view', { permission: 'view', ids, patients: 'part' });
    if (refusal !== undefined) return refusal;
    // Written anew: Orthanc must not find anything in it that was not seen here, such as the same key twice.
    const answer = passOn(tools, { ...request, body: tools.host.utf8.encode(JSON.stringify(wish)) });
    const scope = scopeOf(asking, 'view');
    if (operation === 'delete' || scope.everything) return answer;
    // Of a patient, Orthanc may have gone down to all of its studies.
    const isVisible = (content: Content) =>
      content.Type === 'Patient' ||
      findStudies(tools, content).some((study) => tools.studies.isInside(study, scope));
    return rewrite(tools, answer, (contents) =>
      (contents as Content[]).filter(isVisible).map((content) => {
        if (content.Metadata !== undefined) content.Metadata = cutMetadata(content.Metadata);
        return cutPatient(tools, content, scope, formatOf(wish));
      }),
    );
  };
}

/** How the contents are to be written, as the arguments of a query say it. */
const formatOf = ({ Short, Full }: Record<string, unknown>): RouteRequest['query'] => [
  ...(Short === true ? [['short', ''] as [string, string]] : []),
  ...(Full === true ? [['full', ''] as [string, string]] : []),
];
