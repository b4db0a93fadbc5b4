import type { Catalog } from '../../i18n/en.ts';

/** Why a file was not stored: a text of the catalogue, some with what Orthanc said. */
export type Reason =
  | {
      text:
        | 'emptyFile'
        | 'systemFile'
        | 'dicomdir'
        | 'unreadable'
        | 'notDicom'
        | 'withoutIdentifiers'
        | 'filteredOut'
        | 'tooLarge';
    }
  | { text: 'refusedBy'; message: string }
  | { text: 'archive'; stored: number; known: number; refused: number };

/** What became of a file, and how many images each study gained. */
export interface Outcome {
  state: 'stored' | 'known' | 'refused';
  reason?: Reason;
  images: { study: string; stored: boolean }[];
}

/** What the server says about the transfer rather than about the file. */
export type Obstacle = 'network' | 'denied';

interface InstanceReply {
  Status?: string;
  ParentStudy?: string;
}

interface ErrorReply {
  Message?: string;
  Details?: string;
  OrthancStatus?: number;
}

/** Orthanc's error codes, from OrthancCPlugin.h. */
const badFileFormat = 15;
const inexistentTag = 21;

/** Reads Orthanc's answer to `POST /instances`. */
export function readReply(status: number, body: unknown): Outcome | Obstacle {
  if (status === 0 || status === 502 || status === 503 || status === 504) return 'network';
  if (status === 401 || status === 403) return 'denied';
  if (status === 413) return { state: 'refused', reason: { text: 'tooLarge' }, images: [] };
  if (status !== 200) return { state: 'refused', reason: readError(body), images: [] };
  return Array.isArray(body)
    ? readArchive(body as InstanceReply[])
    : readInstance(body as InstanceReply | null);
}

function readInstance(reply: InstanceReply | null): Outcome {
  const image = (stored: boolean) => (reply?.ParentStudy ? [{ study: reply.ParentStudy, stored }] : []);
  switch (reply?.Status) {
    case 'Success':
      return { state: 'stored', images: image(true) };
    case 'AlreadyStored':
      return { state: 'known', images: image(false) };
    case 'FilteredOut':
      return { state: 'refused', reason: { text: 'filteredOut' }, images: [] };
    default:
      return { state: 'refused', reason: { text: 'refusedBy', message: reply?.Status ?? '?' }, images: [] };
  }
}

function readArchive(replies: InstanceReply[]): Outcome {
  const outcomes = replies.map(readInstance);
  const images = outcomes.flatMap((outcome) => outcome.images);
  const number = (state: Outcome['state']) => outcomes.filter((outcome) => outcome.state === state).length;
  const [stored, known, refused] = [number('stored'), number('known'), number('refused')];
  const state = stored > 0 ? 'stored' : known > 0 ? 'known' : 'refused';
  if (replies.length === 0) return { state: 'refused', reason: { text: 'notDicom' }, images };
  return { state, reason: { text: 'archive', stored, known, refused }, images };
}

function readError(body: unknown): Reason {
  const { Message, Details, OrthancStatus } = (body ?? {}) as ErrorReply;
  if (OrthancStatus === inexistentTag || Details?.startsWith('missing '))
    return { text: 'withoutIdentifiers' };
  if (OrthancStatus === badFileFormat) return { text: 'notDicom' };
  const message = Details || Message;
  return message ? { text: 'refusedBy', message } : { text: 'notDicom' };
}

/** The reason in words. */
export function reasonText(reason: Reason, t: Catalog['import']): string {
  if (reason.text === 'refusedBy') return t.refusedBy(reason.message);
  if (reason.text === 'archive') return t.archive(reason.stored, reason.known, reason.refused);
  return t[reason.text];
}
