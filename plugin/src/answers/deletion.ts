import type { Scope } from '../gate/scope.ts';
import { type Answer, answerJson, passOn, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';

interface Ancestor {
  ID: string;
  Path: string;
  Type: 'Patient' | 'Study' | 'Series';
}

const parents = {
  instances: { level: 'series', type: 'Series', key: 'ParentSeries' },
  series: { level: 'studies', type: 'Study', key: 'ParentStudy' },
  studies: { level: 'patients', type: 'Patient', key: 'ParentPatient' },
} as const;

/**
 * Deletes a resource. Orthanc tells its plugins that it has, but not which is the lowest resource above it that is still there, as
 * its own answer says: that is looked for here.
 */
export function makeDeletion(tools: Tools): Answer {
  const { host, studies } = tools;

  const read = (uri: string): Record<string, unknown> | undefined => {
    const { status, body } = host.restApi({ method: 'GET', uri });
    return status === 200 ? JSON.parse(host.utf8.decode(body)) : undefined;
  };

  /** From the lowest to the highest. */
  const listAncestors = (path: string): Ancestor[] => {
    const [, level = '', id = ''] = path.split('/');
    if (!(level in parents)) return [];
    const above = parents[level as keyof typeof parents];
    const parent = read(`/${level}/${id}`)?.[above.key];
    if (typeof parent !== 'string') return [];
    const Path = `/${above.level}/${parent}`;
    return [{ ID: parent, Path, Type: above.type }, ...listAncestors(Path)];
  };

  const isThere = ({ ID, Type, Path }: Ancestor, scope: Scope): boolean => {
    // A patient is there for whoever may see one of its studies.
    if (Type === 'Patient') return studies.listStudies(ID).some((study) => studies.isInside(study, scope));
    return host.restApi({ method: 'GET', uri: `${Path}/labels` }).status === 200;
  };

  return (request) => {
    const scope = scopeOf(readAsking(tools, request), 'view');
    const ancestors = listAncestors(request.path);
    const answer = passOn(tools, request);
    if (answer.status !== 200) return answer;
    return answerJson({ RemainingAncestor: ancestors.find((one) => isThere(one, scope)) ?? null });
  };
}
