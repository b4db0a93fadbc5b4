import { request } from 'node:http';
import { basic } from './service.ts';

/** A token that the plugin has found in a request: where, and its raw value. */
interface FoundToken {
  key: string;
  value: string;
}

interface Access {
  method?: 'get' | 'post' | 'put' | 'delete';
  level: 'patient' | 'study' | 'series' | 'instance' | 'system';
  orthancId?: string;
  dicomUid?: string;
  labels?: readonly string[];
}

/** The authorization plugin of Orthanc's own makers, as far as its web service sees it. */
export interface ForeignPlugin {
  getProfile(token?: FoundToken): Promise<Record<string, unknown>>;
  findName(userId: string): Promise<unknown>;
  validate(access: Access, token?: FoundToken): Promise<{ granted: boolean; validity: number }>;
  createToken(type: string, body: object): Promise<{ token: string; url: string | null }>;
  decode(token: FoundToken): Promise<Record<string, unknown>>;
  readRoles(): Promise<{ roles: Record<string, object>; 'available-labels': string[] }>;
  writeRoles(body: object): Promise<unknown>;
}

/**
 * Written from what plugin 0.11.4 puts on the wire, not from our contract: a new connection per call, chunked bodies without a
 * length, keys that we do not use, and no mercy for an answer of another shape.
 */
export function makeForeignPlugin(url: string, identifier: string | null = null): ForeignPlugin {
  const server = { 'server-id': identifier };
  const named = (token?: FoundToken) => ({
    'token-key': token?.key ?? '',
    'token-value': token?.value ?? '',
  });

  return {
    async getProfile(token) {
      const profile = await send<Record<string, unknown>>(`${url}/user/get-profile`, 'POST', {
        ...named(token),
        ...server,
      });
      expectShape(profile, {
        name: isText,
        permissions: isTextList,
        'authorized-labels': isTextList,
        validity: Number.isInteger,
        'user-id': isTextOrNull,
        groups: isTextList,
      });
      return profile;
    },
    findName: (userId) => send(`${url}/user/get-profile`, 'POST', { 'user-id': userId, ...server }),
    async validate({ method = 'get', level, orthancId, dicomUid, labels }, token) {
      const body = {
        method,
        level,
        ...(level === 'system' ? { uri: '/changes' } : { 'orthanc-id': orthancId, 'dicom-uid': dicomUid }),
        ...(labels && { labels }),
        ...(token && named(token)),
        ...server,
      };
      // The token travels twice, but for a header that the plugin's own password needs.
      const copied = token && token.key.toLowerCase() !== 'authorization' ? { [token.key]: token.value } : {};
      const answer = await send<{ granted: boolean; validity: number }>(
        `${url}/tokens/validate`,
        'POST',
        body,
        copied,
      );
      expectShape(answer, { granted: (value) => typeof value === 'boolean', validity: Number.isInteger });
      return answer;
    },
    async createToken(type, body) {
      const answer = await send<{ token: string; url: string | null }>(`${url}/tokens/${type}`, 'PUT', {
        type,
        ...body,
        ...server,
      });
      expectShape(answer, { token: isText, url: isTextOrNull });
      return answer;
    },
    async decode(token) {
      const answer = await send<Record<string, unknown>>(`${url}/tokens/decode`, 'POST', named(token));
      expectShape(answer, {
        'token-type': isTextOrNull,
        'redirect-url': isTextOrNull,
        'error-code': isTextOrNull,
      });
      return answer;
    },
    readRoles: () => send(`${url}/settings/roles`, 'GET'),
    writeRoles: (body) => send(`${url}/settings/roles`, 'PUT', { ...body, ...server }),
  };
}

/** What a call reads from the answer, it states itself. */
async function send<T>(
  url: string,
  method: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<T> {
  const { status, text } = await new Promise<{ status: number | undefined; text: string }>(
    (resolve, reject) => {
      const headers = { accept: '*/*', 'content-type': 'application/json', authorization: basic, ...more };
      const outgoing = request(url, { method, agent: false, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        response.on('end', () => resolve({ status: response.statusCode, text }));
      });
      outgoing.on('error', reject);
      if (body === undefined) outgoing.end();
      else {
        const json = JSON.stringify(body);
        outgoing.write(json.slice(0, 10));
        outgoing.end(json.slice(10));
      }
    },
  );
  if (status !== 200) throw new Error(`The web service answers ${status}: ${text}`);
  return JSON.parse(text);
}

type Test = (value: unknown) => boolean;
const isText: Test = (value) => typeof value === 'string';
const isTextOrNull: Test = (value) => value === null || isText(value);
const isTextList: Test = (value) => Array.isArray(value) && value.every(isText);

function expectShape(answer: object, shape: Record<string, Test>): void {
  for (const [key, test] of Object.entries(shape)) {
    const value = (answer as Record<string, unknown>)[key];
    if (!test(value)) throw new Error(`The web service's ${key} is ${JSON.stringify(value)}`);
  }
}
