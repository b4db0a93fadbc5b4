import { createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { Grant, Permission } from '../../auth-service/contract/permissions.ts';
import { inParallel } from '../../plugin/build/compile.mjs';
import { startPostgres } from '../../tools/postgres.mjs';
import { createAccount, openSession } from '../stack/accounts.ts';
import { type Stack, startStack } from '../stack/launch.ts';
import { type Orthanc, startOrthanc } from '../stack/orthanc.ts';
import { createTemporaryFolder } from '../stack/temporary-folder.ts';
import { createSlices, createTinyStudies } from './images.ts';

/** The label of what the limited user may see: the CT, and every other tiny study. */
export const label = 'bench';

export interface Instance {
  id: string;
  study: string;
  series: string;
  uids: { study: string; series: string; instance: string };
}

/** What is measured: the product and an Orthanc without our plugin, with the same images in both. */
export interface Stage {
  product: Stack;
  bare: Orthanc;
  database: pg.Pool;
  slices: Instance[];
  tiny: Instance[];
  /** Tiny studies in the label. */
  labelled: Instance[];
  /** `Cookie` lines of sessions. */
  people: { everybody: string; limited: string };
  /** Makes API tokens that nobody has used. @returns their secrets */
  createTokens(count: number, permissions: Permission[], labels: string[]): Promise<string[]>;
  signIn(grants: Grant[]): Promise<{ id: string; cookie: string }>;
  stop(): Promise<void>;
}

export interface Extent {
  slices: number;
  tinyStudies: number;
}

/** Starts everything on loopback and fills it. Needs `npm run build` first. */
export async function setStage({ slices, tinyStudies }: Extent, log: (line: string) => void): Promise<Stage> {
  const steps: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of steps.splice(0).reverse()) await step();
  };
  try {
    const folder = await createTemporaryFolder('bench');
    steps.push(() => rm(folder, { recursive: true, force: true }));
    const postgres = await startPostgres({
      dataFolder: join(folder, 'postgres'),
      durable: false,
      log: () => {},
    });
    steps.push(() => postgres.stop());
    const product = await startStack({ clusterUrl: postgres.url });
    steps.push(() => product.stop());
    const bare = await startOrthanc({ serviceUrl: '', serviceSecret: '', withoutPlugin: true });
    steps.push(() => bare.stop());
    const { address } = product;
    const database = new pg.Pool({ connectionString: address.databaseUrl, max: 4 });
    steps.push(() => database.end());

    const signIn = async (grants: Grant[]) => {
      const account = await createAccount(address.databaseUrl, { grants });
      return { id: account.id, cookie: `Cookie: ${await openSession(address.url, account)}` };
    };
    const createTokens = (count: number, permissions: Permission[], labels: string[]) =>
      insertTokens(database, count, permissions, labels);
    const [loader = ''] = await createTokens(1, ['upload', 'view', 'edit-labels'], ['*']);
    const places = [
      { url: address.url, headers: { authorization: `Bearer ${loader}` } },
      { url: bare.url, headers: {} },
    ];
    log(`Storing ${slices} slices and ${tinyStudies} tiny studies, twice`);
    const images = await store(createSlices(slices), places);
    const tiny = await store(createTinyStudies(tinyStudies, 'tiny'), places);
    const labelled = tiny.filter((_, index) => index % 2 === 0);
    const studies = new Set([...images, ...labelled].map(({ study }) => study));
    await inParallel([...studies], async (study) => {
      for (const place of places) await call(place, `/studies/${study}/labels/${label}`, { method: 'PUT' });
    });
    const [everybody, limited] = await Promise.all([
      signIn([{ permissions: ['view', 'download'], labels: ['*'] }]),
      signIn([{ permissions: ['view', 'download'], labels: [label] }]),
    ]);
    const people = { everybody: everybody.cookie, limited: limited.cookie };
    return { product, bare, database, slices: images, tiny, labelled, people, createTokens, signIn, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Place {
  url: string;
  headers: Record<string, string>;
}

async function store(files: Iterable<Buffer>, places: Place[]): Promise<Instance[]> {
  const stored: Instance[] = [];
  for (const file of files) {
    const answers = await Promise.all(
      places.map((place) => call(place, '/instances', { method: 'POST', body: new Uint8Array(file) })),
    );
    const { ID, ParentStudy, ParentSeries } = answers[0] as Record<string, string>;
    if (ID === undefined || ParentStudy === undefined || ParentSeries === undefined) {
      throw new Error(`not stored: ${JSON.stringify(answers)}`);
    }
    const bare = places.at(-1);
    const tags = (await call(bare ?? places[0], `/instances/${ID}/simplified-tags`, {})) as Record<
      string,
      string
    >;
    stored.push({
      id: ID,
      study: ParentStudy,
      series: ParentSeries,
      uids: {
        study: tags.StudyInstanceUID ?? '',
        series: tags.SeriesInstanceUID ?? '',
        instance: tags.SOPInstanceUID ?? '',
      },
    });
  }
  return stored;
}

async function call(place: Place | undefined, path: string, init: RequestInit): Promise<unknown> {
  if (place === undefined) throw new Error('nowhere');
  const response = await fetch(`${place.url}${path}`, { ...init, headers: place.headers });
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${path} answers ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** As the service makes them, without asking it: it has not seen them either. */
async function insertTokens(
  database: pg.Pool,
  count: number,
  permissions: Permission[],
  labels: string[],
): Promise<string[]> {
  const secrets = Array.from({ length: count }, () => `sgim_${randomBytes(32).toString('base64url')}`);
  await database.query(
    `insert into api_tokens (name, prefix, hash, permissions, labels, expires_at)
     select 'bench', 'sgim_bench', hash, $2, $3, now() + interval '1 hour' from unnest($1::bytea[]) as hash`,
    [secrets.map((secret) => createHash('sha256').update(secret).digest()), permissions, labels],
  );
  return secrets;
}
