import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { createTestDatabase } from '../../tests/stack/postgres.ts';
import type { Grant } from '../contract/permissions.ts';
import { type AppOptions, createApp } from '../src/app.ts';
import { type Database, openDatabase } from '../src/db/database.ts';
import { createPasswords } from '../src/features/session/password.ts';

export const serviceSecret = 'shared-secret-of-the-service-tests';
export const publicUrl = 'http://images.example.org';
export const basic = `Basic ${Buffer.from(`sgim:${serviceSecret}`).toString('base64')}`;
export const password = 'correct horse battery staple';

interface Sent {
  body?: unknown;
  /** The raw value of the session cookie. */
  cookie?: string | undefined;
  token?: string;
  headers?: Record<string, string | undefined>;
  /** The client's address, as the door reports it. */
  address?: string;
}

interface Answer {
  status: number;
  // What a test reads from it, it states itself.
  // biome-ignore lint/suspicious/noExplicitAny: any shape of JSON
  body: any;
  headers: Headers;
  /** The raw value of the session cookie that was set. */
  cookie: string | undefined;
}

export interface TestService {
  url: string;
  databaseUrl: string;
  database: Database;
  /** Sends a request as Orthanc hands on one of a browser on our own pages. */
  call(route: string, sent?: Sent): Promise<Answer>;
  /** Asks as Orthanc's plugins do. */
  ask(path: string, body?: unknown): Promise<Answer>;
  addPerson(person?: NewPerson): Promise<Person>;
  /** Signs in and returns the cookie. */
  signIn(person: Person): Promise<string>;
  /** Everything that is stored, but counted attempts. */
  stored(): Promise<unknown>;
}

interface NewPerson {
  roles?: string[];
  grants?: Grant[];
  disabled?: boolean;
  email?: string;
}

export interface Person {
  id: string;
  email: string;
}

type Overrides = Partial<Pick<AppOptions, 'log' | 'passwords' | 'publicUrl'>> & { databaseUrl?: string };

let people = 0;
/** One costly hash serves all people of a file: they have the same password. */
const passwordHash = createPasswords().hash(password);

/** Starts the service on a database of its own, checking each answer against the contract, until the file's tests are over. */
export async function startTestService(overrides: Overrides = {}): Promise<TestService> {
  const databaseUrl = overrides.databaseUrl ?? (await createTestDatabase());
  const log = overrides.log ?? pino({ level: 'silent' });
  const database = openDatabase(databaseUrl, log);
  const { app, close } = createApp({
    database,
    log,
    publicUrl,
    serviceSecret,
    sessionSecret: 'session-secret-of-the-service-tests',
    checkResponses: true,
    ...overrides,
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await close();
    await database.close();
  });

  const call: TestService['call'] = async (route, sent = {}) => {
    const [method = '', path = ''] = route.split(' ');
    return send(method, `${url}${path}`, sent.body, {
      'x-sgim-door': serviceSecret,
      'x-forwarded-for': sent.address ?? '192.0.2.1',
      'x-forwarded-host': new URL(publicUrl).host,
      origin: publicUrl,
      ...(sent.cookie && { cookie: `theme=dark; sgim_session=${sent.cookie}` }),
      ...(sent.token && { authorization: `Bearer ${sent.token}` }),
      ...sent.headers,
    });
  };

  return {
    url,
    databaseUrl,
    database,
    call,
    ask: (path, body = {}) => send('POST', `${url}${path}`, body, { authorization: basic }),
    addPerson: (person) => addPerson(database, person),
    stored: () => readAll(database),
    async signIn({ email }) {
      const { status, cookie } = await call('POST /auth/sign-in', { body: { email, password } });
      if (!cookie) throw new Error(`sign-in answers ${status}`);
      return cookie;
    },
  };
}

async function send(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string | undefined>,
): Promise<Answer> {
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const isRaw = typeof body === 'string';
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...Object.fromEntries(sent),
    },
    ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text === '' ? undefined : JSON.parse(text),
    headers: response.headers,
    cookie: /sgim_session=([^;]*)/.exec(response.headers.get('set-cookie') ?? '')?.[1],
  };
}

async function addPerson({ knex }: Database, person: NewPerson = {}): Promise<Person> {
  people += 1;
  const email = person.email ?? `person-${people}@example.org`;
  const [row] = await knex('users')
    .insert({
      email,
      name: `Person ${people}`,
      password_hash: await passwordHash,
      disabled_at: person.disabled ? knex.fn.now() : null,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('no row');
  for (const role of person.roles ?? ['ADMIN']) await knex('user_roles').insert({ user_id: row.id, role });
  for (const grant of person.grants ?? []) await knex('grants').insert({ user_id: row.id, ...grant });
  return { id: row.id, email };
}

const tables = [
  'users',
  'roles',
  'user_roles',
  'grants',
  'sessions',
  'api_tokens',
  'links',
  'set_up_codes',
  'secrets',
  'audit_events',
  'label_rules',
  'label_jobs',
  'dicom_nodes',
];

async function readAll({ knex }: Database): Promise<unknown> {
  const { rows } = await knex.raw(
    `select ${tables.map((table) => `(select json_agg(to_json(t) order by t::text) from ${table} t) as ${table}`).join(', ')}`,
  );
  return rows[0];
}
