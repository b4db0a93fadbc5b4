import { beforeAll, expect, test } from 'vitest';
import { permissions } from '../auth-service/contract/permissions.ts';
import { dicomWebRoutes, listOrthancRoutes, type NativeRoute } from './gate-routes.ts';
import { clearArchive, createSample, isUntouched, type Sample } from './matrix/archive.ts';
import { createPeople, type Identity, label, mintLinks } from './matrix/identities.ts';
import { node, writeRequest } from './matrix/requests.ts';
import { type Cell, writeMatrix } from './matrix/write.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, createUser, signIn, withToken } from './stack/people.ts';
import { freshOrthanc } from './stack/stack.ts';

const marks = { inside: 'INWARDS', outside: 'ELSEWHERE' };
type Side = keyof typeof marks;

let orthanc: Orthanc;
let administrator: Client;
let identities: Identity[];
let routes: NativeRoute[];
let labelsOf: Record<Side, string[]>;
const samples = {} as Record<Side, Sample>;
const files = {} as Record<Side, Buffer<ArrayBuffer>>;

/** Everything that would give a sample away. */
const traces = ({ mark, patients, studies, series, instances, uids, labels }: Sample) => [
  mark,
  patients,
  studies,
  series,
  instances,
  uids.study,
  uids.series,
  uids.instance,
  ...labels,
];

async function restore(): Promise<void> {
  await clearArchive(administrator);
  for (const side of ['inside', 'outside'] as const) {
    samples[side] = await createSample(administrator, marks[side], labelsOf[side]);
  }
}

beforeAll(async () => {
  orthanc = await freshOrthanc();
  administrator = withToken(
    await createToken(['view', 'upload', 'delete', 'edit-labels', 'share', 'nodes-manage'], await signIn()),
    orthanc,
  );
  routes = [...(await listOrthancRoutes()), ...dicomWebRoutes];
  const { people, physician } = await createPeople(orthanc);
  labelsOf = { inside: [label, physician], outside: ['label-of-others'] };
  await restore();
  for (const side of ['inside', 'outside'] as const) {
    const answer = await administrator(`/instances/${samples[side].instances}/file`);
    files[side] = Buffer.from(await answer.arrayBuffer());
  }
  for (const [path, register] of [
    [`/modalities/${node}`, { AET: 'PACS', Host: '127.0.0.1', Port: 9 }],
    [`/peers/${node}`, { Url: 'http://127.0.0.1:9/' }],
    [`/dicom-web/servers/${node}`, { Url: 'http://127.0.0.1:9/' }],
  ] as const) {
    await administrator(path, { method: 'PUT', body: JSON.stringify(register) });
  }
  identities = [...people, ...(await mintLinks(orthanc, await signIn(undefined, orthanc), samples.inside))];
});

interface Outcome {
  status: number;
  /** Refused by the gate or by a route of ours. */
  refused: boolean;
  /** The samples of which the answer says something that the request did not. */
  tells: Side[];
  /** What is counted, by routes that count. */
  count: string | undefined;
}

const sides = ['inside', 'outside'] as const;

async function ask(client: Client, route: NativeRoute, side: Side): Promise<Outcome> {
  const { path, init } = writeRequest(route, samples[side], files[side]);
  const response = await client(path, init);
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  // FilteredOut is Orthanc's word for a file, 0008,1198 (Failed SOP Sequence) that of STOW-RS.
  const isFiltered = /"FilteredOut"|00081198/.test(body);
  const refused = response.status === 401 || response.status === 403 || isFiltered;
  const sent = typeof init.body === 'string' ? path + init.body : traces(samples[side]).join();
  const repeats = (trace: string) =>
    (response.status >= 400 || typeof init.body === 'object') && sent.includes(trace);
  const tells = sides.filter((one) =>
    traces(samples[one]).some((trace) => body.includes(trace) && !repeats(trace)),
  );
  const count = /^\/(statistics|tools\/count-resources)$/.test(route.template) ? body : undefined;
  return { status: response.status, refused, tells, count };
}

/** Whether both samples are as they were and nothing else is there. */
async function isAsBefore(): Promise<boolean> {
  const studies = (await (await administrator('/studies')).json()) as string[];
  if (studies.length !== 2) return false;
  const untouched = await Promise.all(sides.map((side) => isUntouched(administrator, samples[side])));
  return untouched.every(Boolean);
}

/** Asks about both samples, and puts back what that has changed. */
async function askBoth(client: Client, route: NativeRoute): Promise<Record<Side, Outcome>> {
  const outcomes = {} as Record<Side, Outcome>;
  for (const side of sides) {
    outcomes[side] = await ask(client, route, side);
    if (route.method !== 'GET' && !outcomes[side].refused && !(await isAsBefore())) await restore();
  }
  return outcomes;
}

/** Asks as everybody: one after the other where the samples might change. */
async function askAll(route: NativeRoute): Promise<Record<Side, Outcome>[]> {
  if (route.method === 'GET') return Promise.all(identities.map(({ client }) => askBoth(client, route)));
  const all: Record<Side, Outcome>[] = [];
  for (const { client } of identities) all.push(await askBoth(client, route));
  return all;
}

/** What an identity gets of a route, beside what somebody gets who may do everything. */
function judge(mine: Record<Side, Outcome>, reference: Record<Side, Outcome>): Cell {
  const passes = (side: Side) => {
    const looksAbsent = mine[side].status === 404 && reference[side].status !== 404;
    return !mine[side].refused && !looksAbsent;
  };
  if (!passes('inside') && !passes('outside')) return 'no';
  const isCounted = mine.inside.count !== reference.inside.count;
  const isCut =
    isCounted ||
    sides.some((side) => reference[side].tells.includes('outside') && !mine[side].tells.includes('outside'));
  return passes('outside') && !isCut ? 'every' : 'inside';
}

test('every route answers every identity what its rights allow, and nothing about other studies', async () => {
  const powerful = await signIn(
    await createUser({ grants: [{ permissions: [...permissions], labels: ['*'] }] }),
    orthanc,
  );
  const rows: { route: NativeRoute; cells: Cell[] }[] = [];
  const leaks: string[] = [];
  for (const route of routes) {
    const reference = await askBoth(powerful, route);
    const cells: Cell[] = [];
    const all = await askAll(route);
    for (const [index, { name, seesEverything }] of identities.entries()) {
      const before = route.method === 'GET' || seesEverything;
      const mine = all[index] as Record<Side, Outcome>;
      if (!seesEverything && sides.some((side) => mine[side].tells.includes('outside')))
        leaks.push(`${route.method} ${route.template} tells ${name} of the other study`);
      if (
        !before &&
        !mine.outside.refused &&
        judge(mine, reference) === 'every' &&
        reference.outside.tells.length > 0
      )
        leaks.push(`${route.method} ${route.template} lets ${name} at the other study`);
      cells.push(judge(mine, reference));
    }
    if (!(await isAsBefore())) {
      leaks.push(`${route.method} ${route.template} changes something for somebody whom it refuses`);
      await restore();
    }
    rows.push({ route, cells });
  }
  expect(leaks).toEqual([]);
  const names = identities.map(({ name }) => name);
  await expect(writeMatrix(names, rows)).toMatchFileSnapshot('../docs/authorization-matrix.md');
}, 300_000);
