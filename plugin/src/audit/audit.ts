import type { Profile } from '../gate/profile.ts';

/** What somebody did: the words of the audit trail (`contract/audit.ts`). */
export type Action =
  | 'view'
  | 'download'
  | 'upload'
  | 'delete'
  | 'modify'
  | 'anonymize'
  | 'send'
  | 'share'
  | 'edit-labels'
  | 'query-retrieve'
  | 'find'
  | 'move'
  | 'store'
  | 'settings'
  | 'other';

/** Who: somebody with a profile, a modality by its AE title, or nobody that we know. */
export type Actor = { profile: Profile } | { aet: string } | undefined;

export interface Deed {
  actor: Actor;
  action: Action;
  outcome: 'success' | 'refused' | 'failed';
  /** Of the client; null where nobody knows it. */
  address: string | null;
  /** Method and route without identifiers: `GET /instances`. */
  route: string | null;
  /** Orthanc's identifier of the study, where there is one. */
  study: string | null;
  /** In words, without patient data. */
  detail?: string;
}

/** Where what people and modalities do is written down, before it happens. */
export interface Audit {
  /** One event, now. @throws Error when it cannot be written: then it must not happen. */
  record(deed: Deed): void;
  /** What is done hundreds of times in a row: one event per actor, action, outcome, study and 5 minutes, with a count. @throws as `record` */
  count(deed: Deed): void;
}
