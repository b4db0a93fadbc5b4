import { refuse, type Tools } from '../answers/answer.ts';
import { isLink, type Profile } from '../gate/profile.ts';
import { findScope, isEmpty } from '../gate/scope.ts';
import { answerPrivately, type Caller, type ForCallers } from './callers.ts';
import { type NamedStudy, readLinkRequest } from './link-request.ts';
import type { WebService } from './web-service.ts';

type Parts = Pick<Tools, 'host' | 'studies' | 'audit'> & {
  webService: Pick<WebService, 'has' | 'createLink'>;
  forCallers: ForCallers;
};

/** A study that is there, and which the caller may open to others. */
interface Located {
  study: string;
  uid: string;
}

/**
 * `PUT /auth/tokens/{type}`: a share or an instant link to whole studies. Nobody opens to others what they may not open themselves: the
 * permission is needed on every study that is named. A link never makes another.
 */
export function makeLinks({ host, studies, audit, webService, forCallers }: Parts) {
  const readUid = (study: string): string | undefined => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}` });
    if (status !== 200) return undefined;
    const { MainDicomTags: tags } = JSON.parse(host.utf8.decode(body)) as {
      MainDicomTags: Record<string, string>;
    };
    return tags.StudyInstanceUID;
  };

  /**
   * The studies of a resource; empty where there are none, or where its identifiers disagree. The link says both: what shares a
   * UID with a study is opened with it.
   */
  const locate = ({ orthancId, dicomUid }: NamedStudy): Located[] => {
    const uid = dicomUid ?? (orthancId === undefined ? undefined : readUid(orthancId));
    const found = uid === undefined ? undefined : studies.findByUids({ study: uid });
    if (uid === undefined || found === undefined) return [];
    if (orthancId !== undefined && !found.includes(orthancId)) return [];
    return found.map((study) => ({ study, uid }));
  };

  return forCallers((caller, request) => {
    const type = request.groups[0] ?? '';
    const permission = findPermission(type);
    if (request.method !== 'PUT' || !webService.has('creation')) return refuse(404, 'route.unknown');
    const wish = readLinkRequest({ host }, request.body);
    if (permission === undefined || wish === undefined) return refuse(400, 'request.invalid');

    const write = writerFor(audit, caller);
    const scope = findScope(caller.profile.grants, ['all', permission]);
    if (isLink(caller.profile) || isEmpty(scope)) {
      write('refused', null, type);
      return refuse(403, 'permission.missing');
    }
    const located = wish.studies.map(locate);
    const outside = located.flat().filter(({ study }) => !studies.isInside(study, scope));
    for (const { study } of outside) write('refused', study, type);
    // What is outside and what does not exist look the same.
    if (outside.length > 0 || located.some((ones) => ones.length === 0)) return refuse(404, 'route.unknown');

    const named = wish.studies.flatMap(({ orthancId }, index) =>
      (located[index] ?? []).filter(({ study }) => orthancId === undefined || study === orthancId),
    );
    const link = webService.createLink(
      {
        type,
        id: wish.id,
        resources: named.map(({ study, uid }) => ({ orthancId: study, dicomUid: uid })),
        expirationDate: wish.expirationDate,
        validitySeconds: wish.validitySeconds,
        minter: caller.profile.userId,
      },
      caller.deadline,
    );
    if (link === undefined) return refuse(400, 'request.invalid');
    for (const { study } of named) write('success', study, type);
    return answerPrivately({ Token: link.token, Url: link.url });
  });
}

/** What somebody needs who makes a token of this type. Undefined for one that is not known. */
function findPermission(type: string): 'share' | 'view' | 'download' | undefined {
  if (/^[a-z0-9]+(?:-[a-z0-9]+)*-publication$/.test(type)) return 'share';
  if (type === 'viewer-instant-link' || type === 'meddream-instant-link') return 'view';
  return type === 'download-instant-link' ? 'download' : undefined;
}

const writerFor =
  (audit: Tools['audit'], { profile, address }: Pick<Caller, 'address'> & { profile: Profile }) =>
  (outcome: 'success' | 'refused', study: string | null, type: string): void => {
    const write = outcome === 'success' ? audit.record : audit.count;
    write({
      actor: { profile },
      action: 'share',
      outcome,
      address,
      route: 'PUT /auth/tokens/{type}',
      study,
      detail: type,
    });
  };
