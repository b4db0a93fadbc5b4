import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, createAccount, type NewUser, openSession } from './stack/accounts.ts';
import type { StackAddress } from './stack/launch.ts';
import type { Orthanc } from './stack/orthanc.ts';
import { createToken, signIn } from './stack/people.ts';
import { freshOrthanc, freshStack } from './stack/stack.ts';

/** As the design says: for every Orthanc. */
const limitMs = 1000;

/** Between the Orthancs and the service: counts how often a credential is asked about, and can keep them apart. */
let counter: {
  url: string;
  count: (credential: string) => number;
  /** Cuts every connection, and every one that comes until `join`. */
  cut(): void;
  join(): void;
};
/** Of its own: what others do to rights would be seen here, too. */
let own: StackAddress;
let orthancs: Orthanc[];
let database: pg.Client;

beforeAll(async () => {
  own = (await freshStack()).address;
  counter = await startCounter();
  const { serviceSecret } = own;
  orthancs = await Promise.all([1, 2].map(() => freshOrthanc({ serviceUrl: counter.url, serviceSecret })));
  database = new pg.Client({ connectionString: own.databaseUrl });
  await database.connect();
});
afterAll(() => database.end());

type Headers = Record<string, string>;
const byCookie = (cookie: string): Headers => ({ cookie });
const byToken = (secret: string): Headers => ({ authorization: `Bearer ${secret}` });

const look = async (orthanc: Orthanc, headers: Headers): Promise<number> => {
  const answer = await fetch(`${orthanc.url}/system`, { headers });
  await answer.arrayBuffer();
  return answer.status;
};

const lookEverywhere = (headers: Headers) => Promise.all(orthancs.map((orthanc) => look(orthanc, headers)));

/** How long it takes each Orthanc to answer with another status, from when a change is asked for. */
async function measure(headers: Headers, from: number, to: number, change: () => Promise<unknown>) {
  expect(await lookEverywhere(headers)).toEqual([from, from]);
  const begun = Date.now();
  const watching = orthancs.map(async (orthanc) => {
    for (;;) {
      const status = await look(orthanc, headers);
      const time = Date.now() - begun;
      if (status === to || time > 20 * limitMs) return time;
      expect(status).toBe(from);
    }
  });
  await change();
  return Promise.all(watching);
}

const viewing = { permissions: ['view' as const], labels: ['*'] };
const createUser = (user: NewUser) => createAccount(own.databaseUrl, user);
const viewer = () => createUser({ grants: [viewing] });
const execute = (sql: string, account: Account) => database.query(sql, [account.id]);

/** Asks the service as Orthanc's plugins do. */
async function askService<T>(method: string, path: string, body: object): Promise<T> {
  const authorization = `Basic ${Buffer.from(`sgim:${own.serviceSecret}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const answer = await fetch(own.serviceUrl + path, { method, headers, body: JSON.stringify(body) });
  return answer.json() as Promise<T>;
}

/** Of whom nothing has changed: not asked about again. */
async function withBystander(work: () => Promise<void>): Promise<void> {
  const wish = { name: 'bystander', permissions: ['view'], validSeconds: 300 };
  const { secret } = await askService<{ secret: string }>('POST', '/internal/tokens', wish);
  expect(await lookEverywhere(byToken(secret))).toEqual([200, 200]);
  expect(counter.count(secret)).toBe(2);
  await work();
  expect(await lookEverywhere(byToken(secret))).toEqual([200, 200]);
  expect(counter.count(secret)).toBe(2);
}

describe('on every Orthanc, within a second and without asking about anybody else', () => {
  const expectFresh = (times: number[]) => {
    for (const time of times) expect(time).toBeLessThan(limitMs);
  };

  test('whoever signs out is out', () =>
    withBystander(async () => {
      const cookie = await openSession(own.url, await viewer());
      const signOut = () =>
        fetch(`${own.url}/auth/sign-out`, { method: 'POST', headers: { cookie, origin: own.url } });
      expectFresh(await measure(byCookie(cookie), 200, 403, signOut));
    }));

  test('a token that is revoked opens nothing', () =>
    withBystander(async () => {
      const session = await signIn(await viewer(), own);
      const secret = await createToken(['view'], session);
      const [token] = (await (await session('/sgim/api/tokens')).json()) as { id: string }[];
      const revoke = () => session(`/sgim/api/tokens/${token?.id}`, { method: 'DELETE' });
      expectFresh(await measure(byToken(secret), 200, 403, revoke));
    }));

  test.each<[string, () => Promise<Account>, string]>([
    [
      'a role that is taken away',
      () => createUser({ roles: ['RADIOLOGIST'] }),
      'delete from user_roles where user_id = $1',
    ],
    ['a grant that is changed', viewer, `update grants set permissions = '{stats}' where user_id = $1`],
    ['an account that is disabled', viewer, 'update users set disabled_at = now() where id = $1'],
  ])('%s opens nothing', (_what, create, sql) =>
    withBystander(async () => {
      const account = await create();
      const cookie = await openSession(own.url, account);
      expectFresh(await measure(byCookie(cookie), 200, 403, () => execute(sql, account)));
    }),
  );

  test.each([
    ['a link that is revoked', 'update links set revoked_at = now() where created_by = $1'],
    ['a link whose maker is disabled', 'update users set disabled_at = now() where id = $1'],
  ])('%s opens nothing', (_what, sql) =>
    withBystander(async () => {
      const account = await createUser({ grants: [{ permissions: ['share'], labels: ['*'] }] });
      const resources = [{ 'orthanc-id': '66c8e41e-ac3a9029-0b85e42a-8195ee0a-92c2e62e' }];
      const wish = { resources, type: 'ohif-viewer-publication', minter: account.id };
      const path = '/tokens/ohif-viewer-publication';
      const { token } = await askService<{ token: string }>('PUT', path, wish);
      expectFresh(await measure(byToken(token), 200, 403, () => execute(sql, account)));
    }),
  );

  test('what is granted opens what it should', () =>
    withBystander(async () => {
      const account = await createUser({ grants: [{ permissions: ['stats'], labels: ['*'] }] });
      const cookie = await openSession(own.url, account);
      const sql = `update grants set permissions = '{view}' where user_id = $1`;
      expectFresh(await measure(byCookie(cookie), 403, 200, () => execute(sql, account)));
    }));
});

test('what happened while the service was away takes effect as soon as it is back', async () => {
  const account = await viewer();
  const headers = byCookie(await openSession(own.url, account));
  expect(await lookEverywhere(headers)).toEqual([200, 200]);
  counter.cut();
  await execute('update users set disabled_at = now() where id = $1', account);
  const times = await measure(headers, 200, 403, async () => counter.join());
  for (const time of times) expect(time).toBeLessThan(limitMs);
});

/** Passes everything on to the service. */
async function startCounter(): Promise<typeof counter> {
  const counts = new Map<string, number>();
  let isAway = false;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (incoming.url === '/user/get-profile') {
      const credential = String(JSON.parse(body.toString())['token-value']).replace('Bearer ', '');
      counts.set(credential, (counts.get(credential) ?? 0) + 1);
    }
    const { method, headers, url } = incoming;
    const passed = request(`${own.serviceUrl}${url}`, { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    outgoing.on('close', () => passed.destroy());
    passed.end(body);
  });
  server.on('connection', (socket) => {
    if (isAway) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    count: (credential) => counts.get(credential) ?? 0,
    cut() {
      isAway = true;
      server.closeAllConnections();
    },
    join() {
      isAway = false;
    },
  };
}
