import type { LinkedStudy, LinkTypeName } from '../../../contract/links.ts';
import { everyStudy, type Grant, type Permission } from '../../../contract/permissions.ts';

const daySeconds = 24 * 60 * 60;
const longestSeconds = 365 * daySeconds;
/** Beyond this a duration is no wish but memory that a plugin did not initialise. */
const absurdSeconds = 10 * longestSeconds;

const isInstant = (type: LinkTypeName): boolean => type.endsWith('-instant-link');

/** A link reads, whatever it is for: a share does what a viewer needs. */
export const findPermissions = (type: LinkTypeName): Permission[] =>
  type === 'download-instant-link' ? ['download'] : ['view'];

/** What a link gives: its studies and no other, whatever labels they carry. */
export const toGrant = (permissions: Permission[], resources: readonly LinkedStudy[]): Grant => ({
  permissions,
  labels: [],
  studies: resources.flatMap(({ orthancId }) => orthancId ?? []),
});

export interface WishedEnd {
  expirationDate: string | undefined;
  validitySeconds: number | undefined;
}

/**
 * When a link ends: on the wished day, or after the wished time, or after what is usual (200 s for an instant link, as in Orthanc
 * Explorer 2, and a week for others), and at the latest after a year.
 * @returns undefined for a date that is none, or past
 */
export function findEnd(type: LinkTypeName, wish: WishedEnd, now: Date): Date | undefined {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  const latest = after(longestSeconds);
  if (wish.expirationDate !== undefined) {
    const end = parseDate(wish.expirationDate);
    if (end === undefined || end <= now) return undefined;
    return end < latest ? end : latest;
  }
  const { validitySeconds: wished = 0 } = wish;
  const isMeant = Number.isInteger(wished) && wished > 0 && wished <= absurdSeconds;
  const usual = isInstant(type) ? 200 : 7 * daySeconds;
  return after(isMeant ? Math.min(wished, longestSeconds) : usual);
}

const isoDate = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i;

/** ISO 8601. JavaScript would take a time without an offset for the server's own. */
function parseDate(text: string): Date | undefined {
  const match = isoDate.exec(text);
  if (!match) return undefined;
  const isLocal = text.length > 10 && match[1] === undefined;
  const date = new Date(isLocal ? `${text}Z` : text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A question of `/tokens/validate`. */
export interface Asked {
  method: 'get' | 'post' | 'put' | 'delete';
  level: 'patient' | 'study' | 'series' | 'instance' | 'system';
  orthancId: string | undefined;
  dicomUid: string | undefined;
  /** Of that resource. */
  labels: readonly string[];
}

/**
 * Whether a link opens this resource: one of its studies, to be read. We do not know which series are in a study, so that a plugin
 * has to ask for studies alone (`"CheckedLevel": "studies"`, as the ecosystem does). Where both sides know Orthanc's identifier it
 * decides: a DICOM UID may stand for two patients' studies.
 */
export function opens(
  resources: readonly LinkedStudy[],
  { method, level, orthancId, dicomUid }: Asked,
): boolean {
  if (method !== 'get' || level !== 'study') return false;
  return resources.some((study) =>
    study.orthancId !== null && orthancId !== undefined
      ? study.orthancId === orthancId
      : study.dicomUid !== null && study.dicomUid === dicomUid,
  );
}

/** What any GET on a resource may need. */
const reading: readonly Permission[] = ['view', 'download'];

/**
 * Whether these grants let somebody read this resource, whatever is read of it. The authorization plugin asks this of a person only
 * where the permissions of the profile did not suffice, and says neither route nor permission: a yes must not turn `view` into a
 * download, or reading into writing. For the same reason nobody has `system`, which is Orthanc itself. Only labels of studies count.
 */
export function mayRead(grants: readonly Grant[], { method, level, labels }: Asked): boolean {
  if (method !== 'get' || level === 'system') return false;
  const covers = (grant: Grant) =>
    grant.labels.includes(everyStudy) ||
    (level === 'study' && labels.some((label) => label !== everyStudy && grant.labels.includes(label)));
  return reading.every((permission) =>
    grants.some((grant) => grant.permissions.includes(permission) && covers(grant)),
  );
}
