import { uploaderMetadata } from '../ear/reserved.ts';
import { makeStudyLabels } from '../ear/study-labels.ts';
import { findAsker } from '../gate/asker.ts';
import type { Profile } from '../gate/profile.ts';
import type { Scope } from '../gate/scope.ts';
import type { Tools } from './answer.ts';
import { type IdentifierLevel, isPlain, listStudiesUnder } from './identifiers.ts';

/** What somebody may store by HTTP: for Orthanc's hooks, which run on the thread of the request for each image. */
export interface Uploads {
  /** Whether an image may be stored. */
  decide(instance: IncomingInstance): boolean;
  /** To be called when it is: whoever sent it sees it. */
  stored(instance: StoredInstance): void;
}

/** Several images of a new study arrive at once: until the first is stored and labelled, the study is nobody's. */
const creatingMs = 10_000;

/** Whoever uploaded a study's first image stays that. */
const uploaderMs = 24 * 3600 * 1000;
/** About as many uploads as a browser runs side by side. */
const mostAtOnce = 8;

const uidNames = [
  ['Study', 'StudyInstanceUID'],
  ['Series', 'SeriesInstanceUID'],
  ['Instance', 'SOPInstanceUID'],
] as const satisfies readonly (readonly [IdentifierLevel, string])[];

interface Somebody {
  profile: Profile;
  scope: Scope;
}

/**
 * Whoever holds the permission to upload for some labels may create studies, which get all of these labels, and add to studies that carry
 * one of them.
 */
export function makeUploads(tools: Tools, { requestAddress }: Pick<Orthanc, 'requestAddress'>): Uploads {
  const { host, studies, audit } = tools;
  const labels = makeStudyLabels(host, studies, audit);

  const find = (): Somebody | undefined => {
    const context = host.requestContext();
    const { profile, scope } = findAsker(context);
    return profile && { profile, scope: scope(['all', 'upload']) };
  };

  const isInside = (instance: IncomingInstance, { profile, scope }: Somebody) => {
    const tags: Record<string, unknown> = JSON.parse(instance.json());
    const creating = `creating ${profile.userId} ${tags.StudyInstanceUID}`;
    let isNew = true;
    for (const [level, name] of uidNames) {
      const uid = readUid(tags[name]);
      if (!isPlain(level, uid)) return false;
      // Also where a series or an image of another study has the same UID: whoever asks for it by DICOMweb would get either.
      const found = listStudiesUnder(tools, level, uid);
      const outside = found.filter((study) => !studies.isInside(study, scope));
      const isCreating = (study: string) =>
        host.cache.get(creating) !== undefined && studies.findLabels(study)?.length === 0;
      if (!outside.every(isCreating)) return false;
      if (level === 'Study') isNew = found.length === 0;
    }
    if (!isNew) return true;
    if (scope.labels.length === 0) return false;
    host.cache.set(creating, '', creatingMs);
    return true;
  };

  const giveLabels = (study: string, { profile, scope }: Somebody): void => {
    const carried = studies.findLabels(study);
    if (carried === undefined || scope.studies.includes(study)) return;
    if (scope.labels.some((label) => carried.includes(label))) return;
    labels.change(study, { add: scope.labels }, { actor: { profile }, route: null });
  };

  /** For label rules. */
  const noteUploader = (study: string, userId: string): void => {
    const uri = `/studies/${study}/metadata/${uploaderMetadata}`;
    const isNoted = host.restApi({ method: 'GET', uri }).status === 200;
    if (!isNoted && isAllByHttp(study)) host.restApi({ method: 'PUT', uri, body: userId });
  };

  /** Whether a study has come image by image from people, and not from a modality. One that has many images is not new. */
  const isAllByHttp = (study: string): boolean => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}/instances?expand=false` });
    const images: string[] = status === 200 ? JSON.parse(host.utf8.decode(body)) : [];
    return (
      images.length <= mostAtOnce &&
      images.every((image) => readMetadata(image, 'Origin') !== 'DicomProtocol')
    );
  };

  const readMetadata = (instance: string, name: string): string => {
    const { status, body } = host.restApi({ method: 'GET', uri: `/instances/${instance}/metadata/${name}` });
    return status === 200 ? host.utf8.decode(body) : '';
  };

  return {
    decide: (instance) => {
      const somebody = find();
      // Orthanc itself: its jobs write what they have read here.
      if (somebody === undefined) return host.requestContext() === undefined;
      if (somebody.scope.everything || isInside(instance, somebody)) return true;
      audit.count({
        actor: somebody,
        action: 'upload',
        outcome: 'refused',
        address: requestAddress() ?? null,
        route: null,
        study: null,
      });
      return false;
    },

    stored: ({ id }) => {
      const somebody = find();
      const study = somebody && studies.findStudy('instances', id);
      if (somebody === undefined || study === undefined) return;
      const { profile, scope } = somebody;
      audit.count({
        actor: { profile },
        action: 'upload',
        outcome: 'success',
        address: requestAddress() ?? null,
        route: null,
        study,
      });
      if (!scope.everything) giveLabels(study, somebody);
      const { userId } = profile;
      if (userId === null) return;
      host.cache.getOrCompute(`uploader of ${study}`, () => {
        noteUploader(study, userId);
        return { value: '', ttlMs: uploaderMs };
      });
    },
  };
}

/** Padded to an even length, by a NUL or a space. */
const readUid = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/[\0 ]+$/, '') : value;
