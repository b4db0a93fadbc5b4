/**
 * The words of a right. The first block is the Orthanc ecosystem's own vocabulary (authorization plugin,
 * Orthanc Explorer 2); the second is ours. `all` stands for every word except `admin-permissions`.
 */
export const permissions = [
  'view',
  'download',
  'upload',
  'delete',
  'modify',
  'anonymize',
  'send',
  'share',
  'edit-labels',
  'q-r-remote-modalities',
  'worklists',
  'settings',
  'audit-logs',
  'admin-permissions',

  'users-manage',
  'nodes-manage',
  'stats',
  'comment',
  'report-read',
  'report-write',
  'report-sign',
] as const;

export type Permission = (typeof permissions)[number];

/** Every study, whatever its labels. */
export const everyStudy = '*';

/** The scope of a role's grant that means "the studies of whoever has this role". */
export const ownStudies = '@own';

/** Permissions × scope: the permissions of one grant never apply to the labels of another. */
export interface Grant {
  permissions: Permission[];
  /** Orthanc study labels, or `['*']` for every study. */
  labels: string[];
  /** Single studies by Orthanc's identifiers, beside those with the labels. Only in what a link gives. */
  studies?: string[];
}

/** The built-in role that manages the others. As long as nobody has it, the system waits for its set-up. */
export const administratorRole = 'ADMIN';
