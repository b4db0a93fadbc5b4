import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAccount } from './stack/accounts.ts';
import { type AuthService, startAuthService } from './stack/auth-service.ts';
import type { Stack } from './stack/launch.ts';
import { type Client, createToken, signIn, withToken } from './stack/people.ts';
import { freshOrthanc, freshStack } from './stack/stack.ts';

const patience = { timeout: 60_000, interval: 100 };
const people = 8;
const studiesPerTest = 60;
const atOnce = 12;

interface Person {
  id: string;
  client: Client;
}

/** Somebody looks at a study, for the first time. */
interface Viewing {
  person: Person;
  study: string;
}

let own: Stack;
let viewers: Person[];
let witness: Person;
const studies: string[] = [];
/** That came back. */
let service: AuthService | undefined;
afterAll(() => service?.stop());

beforeAll(async () => {
  own = await freshStack();
  const { address } = own;
  const administrator = await signIn(address.admin, address);
  const uploader = withToken(await createToken(['upload'], administrator), address);
  for (let number = 0; number < 2 * studiesPerTest; number++) {
    const body = JSON.stringify({ Tags: { PatientID: `P${number}`, PatientName: 'Audit' } });
    const answer = await uploader('/tools/create-dicom', { method: 'POST', body });
    studies.push(((await answer.json()) as { ParentStudy: string }).ParentStudy);
  }
  const createPerson = async (): Promise<Person> => {
    const grants = [{ permissions: ['view' as const], labels: ['*'] }];
    const account = await createAccount(address.databaseUrl, { grants });
    return { id: account.id, client: await signIn(account, address) };
  };
  viewers = [];
  for (let number = 0; number < people; number++) viewers.push(await createPerson());
  witness = await createPerson();
});

const look = ({ person, study }: Viewing): Promise<number> =>
  person.client(`/studies/${study}`).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.status;
    },
    () => 0,
  );

/** Everybody looks at each of these studies, several at a time. Gives what was answered 200. */
async function lookAll(from: readonly string[], onViewing: (number: number) => void): Promise<Viewing[]> {
  const viewings = from.flatMap((study) => viewers.map((person) => ({ person, study })));
  const seen: Viewing[] = [];
  let next = 0;
  const work = async () => {
    while (next < viewings.length) {
      const viewing = viewings[next] as Viewing;
      next += 1;
      onViewing(next);
      if ((await look(viewing)) === 200) seen.push(viewing);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return seen;
}

const keyOf = (actor: string, study: string) => `${actor} ${study}`;

/** The number of events by person and study. */
async function countEvents(): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: own.address.databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ actor: string; study: string; events: string }>(
      `select actor_id as actor, study, count(*) as events from audit_events
       where action = 'view' and outcome = 'success' and study is not null group by actor_id, study`,
    );
    return new Map(rows.map(({ actor, study, events }) => [keyOf(actor, study), Number(events)]));
  } finally {
    await client.end();
  }
}

/** What was seen is in the audit trail, once, and nothing is twice: also after everything that was on its way has arrived. */
async function expectAll(seen: readonly Viewing[], marker: string): Promise<void> {
  // Events are delivered in order: behind this one there is none.
  expect(await look({ person: witness, study: marker })).toBe(200);
  await expect.poll(async () => (await countEvents()).get(keyOf(witness.id, marker)), patience).toBe(1);
  const events = await countEvents();
  const missing = seen.filter(({ person, study }) => events.get(keyOf(person.id, study)) !== 1);
  expect(missing).toEqual([]);
  expect([...events].filter(([, count]) => count > 1)).toEqual([]);
}

describe('of everything that was seen there is one event', () => {
  test('when Orthanc is killed under load', async () => {
    const first = studies.slice(0, studiesPerTest / 2);
    const second = studies.slice(studiesPerTest / 2, studiesPerTest);
    let killed: Promise<void> | undefined;
    const seen = await lookAll(first, (number) => {
      if (number === (first.length * people) / 2) killed = own.orthanc.kill();
    });
    await killed;
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.length).toBeLessThan(first.length * people);

    const { httpPort, dicomPort, folder } = own.orthanc;
    const { serviceUrl, serviceSecret } = own.address;
    await freshOrthanc({ serviceUrl, serviceSecret, httpPort, dicomPort, folder });
    const seenLater = await lookAll(second, () => undefined);
    expect(seenLater).toHaveLength(second.length * people);
    await expectAll([...seen, ...seenLater], first[0] ?? '');
  });

  test('when the service is killed under load, and comes back', async () => {
    const chosen = studies.slice(studiesPerTest);
    // The gate knows everybody already.
    for (const { client } of viewers) expect((await client('/system')).status).toBe(200);
    const total = chosen.length * people;
    let killed: Promise<void> | undefined;
    let back: Promise<AuthService> | undefined;
    const seen = await lookAll(chosen, (number) => {
      if (number === Math.round(total / 3)) killed = own.service.kill();
      if (number === Math.round((2 * total) / 3)) back = killed?.then(startService);
    });
    expect(seen).toHaveLength(total);
    service = await back;
    await expectAll(seen, chosen[0] ?? '');
  });
});

test('who looks at a study many times at once has looked at it once', async () => {
  const study = studies.at(-1) ?? '';
  const answers = await Promise.all(Array.from({ length: 24 }, () => look({ person: witness, study })));
  expect(new Set(answers)).toEqual(new Set([200]));
  const count = async () => (await countEvents()).get(keyOf(witness.id, study));
  await expect.poll(count, patience).toBe(1);
});

const startService = () =>
  startAuthService({
    databaseUrl: own.address.databaseUrl,
    secret: own.address.serviceSecret,
    publicUrl: own.address.url,
    port: own.service.port,
    logFile: own.address.logFiles.service,
  });
