/**
 * Every error code that the application's API can answer, with its English text. The French catalogue of the UI is typed
 * by these keys, so that an untranslated error does not compile.
 */
export const errors = {
  'request.invalid': 'The request is not valid.',
  'request.too-large': 'The request is too large.',
  'request.cross-site': 'This request does not come from our own pages.',
  'route.unknown': 'There is nothing at this address.',
  'session.required': 'Sign in first.',
  'session.wrong-credentials': 'The e-mail address or the password is wrong.',
  'session.too-many-attempts': 'Too many attempts. Wait a moment before you try again.',
  'account.pending': 'This account waits for the approval of an administrator.',
  'account.disabled': 'This account is disabled.',
  'permission.missing': 'You do not have the right to do this.',
  'setup.code-invalid': 'This set-up link is not valid or has been used.',
  'setup.done': 'An administrator exists already.',
  'token.not-found': 'There is no such token.',
  'token.exceeds-owner': 'A token cannot have more rights than its owner.',
  'link.not-found': 'There is no such link.',
  'role.held': 'A role that somebody has cannot be deleted.',
  'role.needs-administration': 'The role ADMIN must keep users-manage and admin-permissions on every study.',
  'label-rule.not-found': 'There is no such label rule.',
  'label-job.not-found': 'There is no such relabelling job.',
  'dicom-node.not-found': 'Nothing is kept about this DICOM node.',
  'dicom-node.ae-title-taken':
    'Another modality has this AE title: its address would not be checked any more.',
  'dicom-node.get-is-not-limited':
    'C-GET cannot be limited to labels: register this modality with "AllowGet": false, or let it see every study.',
  'search.too-broad': 'This search finds too much. Ask for a single patient or study, or for a page of it.',
  'service.unavailable': 'The service is not available. Try again in a moment.',
  internal: 'An unexpected error occurred.',
} as const;

export type ErrorCode = keyof typeof errors;

/** The body of every refusal of the API: a stable code, a text for people, and what exactly is wrong. */
export interface Problem {
  code: ErrorCode;
  message: string;
  details?: string[];
  /** The number under which the log has the cause. Only with `internal`. */
  requestId?: string;
}
