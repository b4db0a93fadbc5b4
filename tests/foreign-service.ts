import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type Arrived, startStandIn } from './gate-stand-in.ts';

/** What a foreign service says of somebody; with a validity in seconds. */
export interface ForeignProfile {
  name: string;
  permissions: string[];
  labels: string[];
  userId?: string | null;
  validity?: number;
}

/** A token of studies that it has given. */
export interface ForeignLink {
  type: string;
  resources: { 'orthanc-id': string | null; 'dicom-uid': string | null; level: string }[];
  state: 'live' | 'expired' | 'invalid';
  /** Of what it confirms, in seconds. */
  validity: number;
}

export interface ForeignService {
  url: string;
  /** By the raw value of the token. */
  people: Map<string, ForeignProfile>;
  links: Map<string, ForeignLink>;
  anonymous: ForeignProfile;
  roles: Record<string, unknown>;
  /** Everything that arrived, in order. */
  arrived: Arrived[];
  /** The bodies that arrived at a path. */
  questions(path: string): Record<string, unknown>[];
  /** What the contract does not allow and the plugin did. */
  complaints: string[];
  /** Comes before everything else: true when it has answered, or never will. */
  disturb: ((request: Arrived, response: ServerResponse) => boolean) | undefined;
}

type Body = Record<string, unknown>;

/**
 * A service of the ecosystem that is not ours, written from the contract alone: it knows people by their tokens and gives shares, which
 * it decodes and confirms. It answers in chunks, and with keys that nobody asked for.
 */
export async function startForeignService(basic?: string): Promise<ForeignService> {
  const standIn = await startStandIn(true);
  const { url, arrived } = standIn;
  const service: ForeignService = {
    url,
    arrived,
    people: new Map(),
    links: new Map(),
    anonymous: { name: 'Anonymous', permissions: [], labels: [] },
    roles: {},
    complaints: [],
    disturb: undefined,
    questions: (path) =>
      arrived.filter((one) => one.url === path).map(({ body }) => (body === '' ? {} : JSON.parse(body))),
  };

  standIn.answer = (request, response) => {
    if (service.disturb?.(request, response)) return;
    const { method, url: path, headers } = request;
    const expect = (is: boolean, what: string) => {
      if (!is) service.complaints.push(`${method} ${path}: ${what}`);
    };
    expect(headers.authorization === basic || path === '/tokens/validate', 'another name and password');
    const body = readBody(request, expect);
    const answer =
      routes[`${method} ${path.replace(/^\/tokens\/(?!validate$|decode$)[^/]+$/, '/tokens/{type}')}`];
    expect(answer !== undefined, 'no route of the contract');
    if (answer === undefined) return void response.writeHead(404).end();
    const token = `${body['token-value'] ?? ''}`;
    send(response, answer({ body, token, path, headers, expect }));
  };

  interface Call {
    body: Body;
    token: string;
    path: string;
    headers: Arrived['headers'];
    expect: (is: boolean, what: string) => void;
  }
  const routes: Record<string, (call: Call) => unknown> = {
    'POST /user/get-profile': ({ body, token, expect }) => {
      expect('server-id' in body, 'no server-id');
      expect(typeof body['token-key'] === 'string', 'no token-key');
      return presentProfile(
        token === '' ? service.anonymous : (service.people.get(token) ?? service.anonymous),
      );
    },
    'POST /tokens/validate': ({ body, token, headers, expect }) => {
      expect('server-id' in body, 'no server-id');
      expect(headers[`${body['token-key']}`.toLowerCase()] === token, 'the token is not there as a header');
      const link = service.links.get(token);
      const opens =
        link?.state === 'live' &&
        body.level === 'study' &&
        link.resources.some(
          (one) =>
            (one['orthanc-id'] !== null && one['orthanc-id'] === body['orthanc-id']) ||
            (one['dicom-uid'] !== null && one['dicom-uid'] === body['dicom-uid']),
        );
      return { granted: opens === true, validity: link?.validity ?? 60 };
    },
    'POST /tokens/decode': ({ body, token, expect }) => {
      expect(!('server-id' in body), 'a server-id');
      const link = service.links.get(token);
      const error = link === undefined ? 'unknown' : link.state === 'live' ? null : link.state;
      return {
        'token-type': link?.type ?? null,
        'redirect-url': link === undefined ? null : `https://viewer.example.org/?token=${token}`,
        'error-code': error,
        resources: error === null ? (link?.resources.map((one) => ({ ...one, url: null })) ?? []) : [],
      };
    },
    'PUT /tokens/{type}': ({ body, path, expect }) => {
      expect('server-id' in body, 'no server-id');
      expect(path === `/tokens/${body.type}`, 'another type');
      const resources = body.resources as ForeignLink['resources'];
      const token = randomUUID();
      service.links.set(token, { type: `${body.type}`, resources, state: 'live', validity: 60 });
      return { request: body, token, url: `https://viewer.example.org/?token=${token}` };
    },
    'GET /settings/roles': () => ({ roles: service.roles, 'available-labels': [] }),
    'PUT /settings/roles': ({ body, expect }) => {
      expect('server-id' in body, 'no server-id');
      service.roles = body.roles as Record<string, unknown>;
      return null;
    },
  };
  return service;
}

function readBody({ method, headers, body }: Arrived, expect: (is: boolean, what: string) => void): Body {
  if (method === 'GET') return {};
  expect(headers['content-type'] === 'application/json', 'a body that is not said to be JSON');
  return JSON.parse(body) as Body;
}

const presentProfile = ({ name, permissions, labels, userId, validity = 60 }: ForeignProfile) => ({
  name,
  permissions,
  'authorized-labels': labels,
  validity,
  ...(userId === undefined ? {} : { 'user-id': userId }),
  groups: null,
  'future-key': { of: ['another', 'version'] },
});

/** In chunks, as many servers do, without a length. */
function send(response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(text.slice(0, 5));
  response.end(text.slice(5));
}
