import { readFile } from 'node:fs/promises';
import type { Permission } from '../auth-service/contract/permissions.ts';
import { type SmallImage, uidsOf, writeSmallImage } from './small-image.ts';
import { type Client, createToken, createUser, signIn, withToken } from './stack/people.ts';
import { freshOrthanc, temporaryFolder } from './stack/stack.ts';

export interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: answers of Orthanc, looked at by the tests
  json: any;
  headers: Headers;
  bytes: Buffer;
}

/** What a client is answered, read to its end. */
export async function ask(
  client: Client,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const init: RequestInit = { method, headers };
  if (body instanceof Uint8Array) init.body = new Uint8Array(body);
  else if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await client(path, init);
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: isJson ? JSON.parse(bytes.toString()) : undefined,
  };
}

/** A stored study: its name, and Orthanc's identifiers of it, its patient, its series and their images in order. */
export interface Study {
  name: string;
  id: string;
  patient: string;
  series: string[];
  instances: string[];
  uids: ReturnType<typeof uidsOf>;
}

/** All studies, with their labels and how many images each has. */
export type Stored = Map<string, { labels: string[]; images: number }>;

export interface Ward {
  administrator: Client;
  /** Holds every permission of these tests on the label `ward`, and views `library`. */
  nurse: Client;
  /** The same on `elsewhere`. */
  stranger: Client;
  /** Uploads, but does not delete, on every study. */
  courier: Client;
  /** Somebody with other grants. */
  employ(...grants: { permissions: Permission[]; labels: string[] }[]): Promise<Client>;
  write(image: SmallImage): Promise<Buffer>;
  /** Stores a study of two series with one image each. */
  store(labels: string[], tags?: Record<string, unknown>): Promise<Study>;
  listAll(): Promise<Stored>;
  /** Deletes all studies. */
  clear(): Promise<void>;
}

const permissions: Permission[] = [
  'view',
  'download',
  'upload',
  'delete',
  'modify',
  'anonymize',
  'send',
  'edit-labels',
];

/** An Orthanc of its own, with people who hold rights on some labels. */
export async function openWard(): Promise<Ward> {
  const folder = await temporaryFolder('ward');
  const orthanc = await freshOrthanc();
  const administrator = withToken(await createToken([...permissions, 'nodes-manage', 'settings']), orthanc);
  let count = 0;

  const employ: Ward['employ'] = async (...grants) => {
    const client = await signIn(await createUser({ grants }));
    const held = [...new Set(grants.flatMap((grant) => grant.permissions))];
    return withToken(await createToken(held, client), orthanc);
  };

  const write: Ward['write'] = async (image) => readFile(await writeSmallImage(folder, image));

  return {
    administrator,
    nurse: await employ({ permissions, labels: ['ward'] }, { permissions: ['view'], labels: ['library'] }),
    stranger: await employ({ permissions, labels: ['elsewhere'] }),
    courier: await employ({ permissions: ['upload', 'view'], labels: ['*'] }),
    employ,
    write,
    store: async (labels, tags = {}) => {
      count += 1;
      const name = `study ${count}`;
      const replies: Reply[] = [];
      for (const series of ['1', '2']) {
        const image = await write({ study: name, series, tags });
        replies.push(await ask(administrator, 'POST', '/instances', image));
      }
      const [first] = replies;
      const id = first?.json.ParentStudy;
      for (const label of labels) await ask(administrator, 'PUT', `/studies/${id}/labels/${label}`);
      return {
        name,
        id,
        patient: first?.json.ParentPatient,
        series: replies.map(({ json }) => json.ParentSeries),
        instances: replies.map(({ json }) => json.ID),
        uids: uidsOf({ study: name }),
      };
    },
    listAll: async () => {
      const { json } = await ask(administrator, 'GET', '/studies?expand');
      const all: Stored = new Map();
      for (const { ID, Labels } of json) {
        const statistics = await ask(administrator, 'GET', `/studies/${ID}/statistics`);
        all.set(ID, { labels: Labels, images: statistics.json.CountInstances });
      }
      return all;
    },
    clear: async () => {
      for (const id of (await ask(administrator, 'GET', '/studies')).json)
        await ask(administrator, 'DELETE', `/studies/${id}`);
    },
  };
}
