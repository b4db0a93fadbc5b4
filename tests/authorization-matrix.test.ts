import { beforeAll, expect, test } from 'vitest';
import { permissions } from '../auth-service/contract/permissions.ts';
import { dicomWebRoutes, listOrthancRoutes, type NativeRoute } from './gate-routes.ts';
import { clearArchive, createSample, isUntouched, type Sample } from './matrix/archive.ts';
import { createPeople, type Identity, label, mintLinks } from './matrix/identities.ts';
import { node, writeRequest } from './matrix/requests.ts';
import { type Cell, writeMatrix } from './matrix/write.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { type Client, createToken, signIn, withToken } from './stack/people.ts';
import { freshOrthanc } from './stack/stack.ts';

const marks = { inside: 'INWARDS', outside: 'ELSEWHERE' };
type Side = keyof typeof marks;

let orthanc: Orthanc;
let administrator: Client;
let identities: Identity[];
let routes: NativeRoute[];
let labels: Record<Side, string[]>;
const samples = {} as Record<Side, Sample>;
const files = {} as Record<Side, Buffer<ArrayBuffer>>;

/** Everything that would give a sample away. */
const traces = ({ mark, patients, studies, series, instances, uids }: Sample) => [
  mark,
  patients,
  studies,
  series,
  instances,
  uids.study,
  uids.series,
  uids.instance,
];

async function restore(): Promise<void> {
  await clearArchive(administrator);
  for (const side of ['inside', 'outside'] as const) {
    samples[side] = await createSample(administrator, marks[side], labels[side]);
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
  labels = { inside: [label, physician], outside: ['foreign'] };
  await restore();
  for (const side of ['inside', 'outside'] as const) {
    const answer = await administrator(`/instances/${samples[side].instances}/file`);
    files[side] = Buffer.from(await answer.arrayBuffer());
  }
  const register = { AET: 'PACS', Host: '127.0.0.1', Port: 9 };
  await administrator(`/modalities/${node}`, { method: 'PUT', body: JSON.stringify(register) });
  identities = [...people, ...(await mintLinks(orthanc, await signIn(undefined, orthanc), samples.inside))];
});

interface Outcome {
  status: number;
  /** Refused by the gate or by a route of ours. */
  refused: boolean;
  /** The samples of which the answer says something that the request did not. */
  tells: Side[];
}

const sides = ['inside', 'outside'] as const;

async function ask(client: Client, route: NativeRoute, side: Side): Promise<Outcome> {
  const { path, init } = writeRequest(route, samples[side], files[side]);
  const response = await client(path, init);
  const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
  const refused = response.status === 401 || response.status === 403 || body.includes('"FilteredOut"');
  const sent = typeof init.body === 'string' ? path + init.body : traces(samples[side]).join();
  const repeats = (trace: string) =>
    (response.status >= 400 || typeof init.body === 'object') && sent.includes(trace);
  const tells = sides.filter((one) =>
    traces(samples[one]).some((trace) => body.includes(trace) && !repeats(trace)),
  );
  return { status: response.status, refused, tells };
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

/** What an identity gets of a route, beside what somebody gets who may do everything. */
function judge(mine: Record<Side, Outcome>, reference: Record<Side, Outcome>): Cell {
  const passes = (side: Side) => {
    const looksAbsent = mine[side].status === 404 && reference[side].status !== 404;
    return !mine[side].refused && !looksAbsent;
  };
  if (!passes('inside') && !passes('outside')) return 'no';
  const isCut = sides.some(
    (side) => reference[side].tells.includes('outside') && !mine[side].tells.includes('outside'),
  );
  return passes('outside') && !isCut ? 'every' : 'inside';
}

test('every route answers every identity what its rights allow, and nothing about other studies', async () => {
  const powerful = withToken(await createToken([...permissions], await signIn()), orthanc);
  const rows: { route: NativeRoute; cells: Cell[] }[] = [];
  const leaks: string[] = [];
  for (const route of routes) {
    const reference = await askBoth(powerful, route);
    const cells: Cell[] = [];
    for (const { name, client, seesEverything } of identities) {
      const before = route.method === 'GET' || seesEverything;
      const mine = await askBoth(client, route);
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
