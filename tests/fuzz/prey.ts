import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Permission } from '../../auth-service/contract/permissions.ts';
import { createAccount, openSession } from '../stack/accounts.ts';
import type { StackAddress } from '../stack/launch.ts';
import { createStudy, type Study } from './images.ts';

/** Who sends a request. */
export type Who = 'nobody' | 'junk' | 'viewer' | 'share' | 'worker';

/** The label that viewer and worker have grants on. */
export const inside = 'fuzz-inside';

/**
 * Two patients share nothing but the server; the first has one study in the label and one outside it. Only secrets prove a leak beyond
 * doubt: identifiers are also what requests are made of.
 */
export const studies = {
  own: createStudy({
    key: 'own',
    patientId: 'FUZZ-PATIENT-ONE',
    patientName: 'Fuzz^One',
    secret: 'QOWN',
    labels: [inside],
  }),
  other: createStudy({
    key: 'other',
    patientId: 'FUZZ-PATIENT-THREE',
    patientName: 'QOTHERNAME^Three',
    secret: 'QOTHER',
    labels: [inside, 'qx-second-label'],
  }),
  sibling: createStudy({
    key: 'sibling',
    patientId: 'FUZZ-PATIENT-ONE',
    patientName: 'Fuzz^One',
    secret: 'QSIBLING',
    labels: ['qx-foreign-label'],
  }),
  foreign: createStudy({
    key: 'foreign',
    patientId: 'FUZZ-PATIENT-TWO',
    patientName: 'QFOREIGNNAME^Two',
    secret: 'QFOREIGN',
    labels: ['qx-foreign-label', 'qx-third-label'],
  }),
};

export interface Prey {
  address: StackAddress;
  /** Header lines that say who somebody is; any one of them will do. */
  claims: Record<Who, string[]>;
  /** Everything that must never be in a log. */
  tokens: string[];
  /** Asks Orthanc as somebody who may do everything. */
  asAdministrator(path: string, init?: RequestInit): Promise<Response>;
  /** Stores the studies with their labels: again, when some of them were deleted. */
  restock(): Promise<void>;
  close(): Promise<void>;
}

const everyPermission: Permission[] = [
  ...([
    'view',
    'download',
    'upload',
    'delete',
    'modify',
    'anonymize',
    'send',
    'share',
    'edit-labels',
  ] as const),
  ...(['q-r-remote-modalities', 'worklists', 'stats', 'comment', 'report-read', 'report-write'] as const),
];

/** Fills a product that runs, and makes the people who will attack it. */
export async function createPrey(address: StackAddress): Promise<Prey> {
  const database = new pg.Pool({ connectionString: address.databaseUrl, max: 2 });
  const createToken = async (permissions: Permission[], labels: string[]) => {
    const secret = `sgim_${randomBytes(32).toString('base64url')}`;
    await database.query(
      `insert into api_tokens (name, prefix, hash, permissions, labels, expires_at)
       values ('fuzz', 'sgim_fuzz', $1, $2, $3, now() + interval '4 hours')`,
      [createHash('sha256').update(secret).digest(), permissions, labels],
    );
    return secret;
  };
  const administrator = await createToken([...everyPermission, 'settings', 'nodes-manage'], ['*']);
  const asAdministrator: Prey['asAdministrator'] = (path, init = {}) =>
    fetch(`${address.url}${path}`, {
      signal: AbortSignal.timeout(20_000),
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${administrator}` },
    });
  const restock = async () => {
    for (const study of Object.values(studies)) await stock(study, asAdministrator);
  };
  await restock();

  const viewer = await createToken(['view', 'download'], [inside]);
  const worker = await createToken(everyPermission, [inside]);
  const account = await createAccount(address.databaseUrl, {
    grants: [{ permissions: ['view', 'download'], labels: [inside] }],
  });
  const cookie = await openSession(address.url, account);
  const share = await createShare(address);
  const asToken = (secret: string) => [
    `Authorization: Bearer ${secret}`,
    `token: ${secret}`,
    `api-key: ${secret}`,
    `auth-token: ${secret}`,
  ];
  const session = cookie.slice(cookie.indexOf('=') + 1);
  return {
    address,
    claims: {
      nobody: [],
      junk: [],
      viewer: [...asToken(viewer), `Cookie: ${cookie}`, `Cookie: a=b; ${cookie}; c="d"`],
      share: asToken(share),
      worker: asToken(worker),
    },
    tokens: [administrator, viewer, worker, share, session, address.serviceSecret, account.password],
    asAdministrator,
    restock,
    close: () => database.end(),
  };
}

async function stock(study: Study, call: Prey['asAdministrator']): Promise<void> {
  for (const file of study.files) {
    const { ok, status } = await call('/instances', { method: 'POST', body: new Uint8Array(file) });
    if (!ok) throw new Error(`an image is refused: ${status}`);
  }
  for (const label of study.labels) {
    const { ok, status } = await call(`/studies/${study.ids.study}/labels/${label}`, { method: 'PUT' });
    if (!ok) throw new Error(`a label is refused: ${status}`);
  }
}

/** A link to the first study, as a plugin asks the service for it. */
async function createShare({ serviceUrl, serviceSecret }: StackAddress): Promise<string> {
  const response = await fetch(`${serviceUrl}/tokens/stone-viewer-publication`, {
    method: 'PUT',
    headers: {
      authorization: `Basic ${Buffer.from(`sgim:${serviceSecret}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      resources: [
        { level: 'study', 'orthanc-id': studies.own.ids.study, 'dicom-uid': studies.own.uids.study },
      ],
    }),
  });
  if (!response.ok) throw new Error(`no share: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { token: string }).token;
}
