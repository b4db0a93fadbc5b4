import type { ContractRoutes, ServiceSettings } from '../configuration/web-service.ts';
import { isRecord } from '../forms.ts';
import { type makeService, ServiceUnavailable } from '../service.ts';
import { type ProfileAnswer, readProfileAnswer } from './profile-answer.ts';

/** A credential in the terms of the contract. Nobody's has an empty value. */
export interface NamedToken {
  key: string;
  value: string;
}

/** A resource of one level, by both of its identifiers. */
export interface CheckedResource {
  level: 'patient' | 'study' | 'series' | 'instance';
  orthancId: string;
  dicomUid: string;
  labels: readonly string[];
}

export interface Decoded {
  type: string | null;
  redirectUrl: string | null;
  /** `expired`, `invalid` or `unknown`; null for a token that opens something. */
  error: string | null;
  resources: { dicomUid: string | null; orthancId: string | null; level: string | null }[];
}

export interface NewLink {
  type: string;
  id: string | undefined;
  /** Whole studies. */
  resources: readonly { dicomUid: string; orthancId: string }[];
  expirationDate: string | undefined;
  validitySeconds: number | undefined;
  /** Whom the plugin has seen to have the right to make it. */
  minter: string | null;
}

/**
 * The authorization plugin's web service (https://orthanc.uclouvain.be/book/plugins/authorization.html): ours, or any that speaks the
 * contract. What has another shape than the contract says is no answer.
 *
 * Every question ends at its deadline (`Date.now()`), and throws {@link ServiceUnavailable} where there is no answer.
 */
export interface WebService {
  /** A foreign one may lack some. */
  has(route: keyof ContractRoutes): boolean;
  /** Undefined where a foreign service refuses to say anything about this credential. */
  readProfile(token: NamedToken, deadline: number): ProfileAnswer | undefined;
  /** Whether a method may be used on a resource, and for how many seconds this is so. */
  validate(
    token: NamedToken,
    method: string,
    resource: CheckedResource,
    deadline: number,
  ): { granted: boolean; validitySeconds: number };
  decode(token: NamedToken, deadline: number): Decoded;
  /** Undefined where the service refuses to make this one. */
  createLink(link: NewLink, deadline: number): { token: string; url: string | null } | undefined;
  readRoles(deadline: number): Record<string, unknown>;
  /** The answer as it is: a refusal says why. */
  writeRoles(roles: Record<string, unknown>, deadline: number): HttpClientResponse;
}

/** RFC 9110 § 5.6.2. An argument may have another name. */
const headerName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;

type Headers = [name: string, value: string][];

export function makeWebService(
  { utf8 }: Pick<Orthanc, 'utf8'>,
  service: ReturnType<typeof makeService>,
  { routes, authorization, serverId, isOwn }: ServiceSettings,
): WebService {
  const ask = (
    method: 'GET' | 'POST' | 'PUT',
    target: string | undefined,
    question: object | undefined,
    deadline: number,
    more: Headers = [],
  ): HttpClientResponse => {
    if (target === undefined) throw new ServiceUnavailable('has no such route');
    const timeoutMs = deadline - Date.now();
    if (timeoutMs <= 0) throw new ServiceUnavailable('takes too long');
    const headers: Headers = [
      ...(authorization === '' ? [] : ([['authorization', authorization]] satisfies Headers)),
      ...more,
      ['content-type', 'application/json'],
      ['accept', 'application/json'],
    ];
    const body = question === undefined ? {} : { body: JSON.stringify(question) };
    return service({ method, target, headers, ...body, timeoutMs });
  };

  const read = ({ status, body }: HttpClientResponse): unknown => {
    if (status < 200 || status > 299) throw new ServiceUnavailable(`answered ${status}`);
    try {
      return JSON.parse(utf8.decode(body));
    } catch {
      throw new ServiceUnavailable('answered something else than JSON');
    }
  };

  const readRecord = (answer: HttpClientResponse): Record<string, unknown> => {
    const value = read(answer);
    if (!isRecord(value)) throw new ServiceUnavailable('answered something of another shape');
    return value;
  };

  const writeToken = ({ key, value }: NamedToken) => ({ 'token-key': key, 'token-value': value });

  return {
    has: (route) => routes[route] !== undefined,

    readProfile: (token, deadline) => {
      const answer = ask('POST', routes.profile, { ...writeToken(token), 'server-id': serverId }, deadline);
      return !isOwn && isStranger(answer) ? undefined : readProfileAnswer(readRecord(answer));
    },

    validate: (token, method, { level, orthancId, dicomUid, labels }, deadline) => {
      // The contract sends the token as a header, too, unless our own name and password are there.
      const isTaken = token.key.toLowerCase() === 'authorization' && authorization !== '';
      const isHeader = headerName.test(token.key);
      const answer = readRecord(
        ask(
          'POST',
          routes.validation,
          {
            method: method.toLowerCase(),
            level,
            'orthanc-id': orthancId,
            'dicom-uid': dicomUid,
            ...(labels.length > 0 && { labels }),
            ...writeToken(token),
            'server-id': serverId,
          },
          deadline,
          isHeader && !isTaken ? [[token.key, token.value]] : [],
        ),
      );
      const { granted, validity = 0 } = answer;
      if (typeof granted !== 'boolean' || typeof validity !== 'number' || !(validity >= 0))
        throw new ServiceUnavailable('answered something of another shape');
      return { granted, validitySeconds: validity };
    },

    decode: (token, deadline) =>
      readDecoded(readRecord(ask('POST', routes.decoder, writeToken(token), deadline))),

    createLink: ({ type, id, resources, expirationDate, validitySeconds, minter }, deadline) => {
      const answer = ask(
        'PUT',
        routes.creation === undefined ? undefined : `${routes.creation}/${encodeURIComponent(type)}`,
        {
          ...(id !== undefined && { id }),
          resources: resources.map(({ dicomUid, orthancId }) => ({
            'dicom-uid': dicomUid,
            'orthanc-id': orthancId,
            level: 'study',
          })),
          type,
          ...(expirationDate !== undefined && { 'expiration-date': expirationDate }),
          ...(validitySeconds !== undefined && { 'validity-duration': validitySeconds }),
          'server-id': serverId,
          ...(isOwn && { minter }),
        },
        deadline,
      );
      if (isRefusal(answer)) return undefined;
      const { token, url = null } = readRecord(answer);
      if (typeof token !== 'string' || !isTextOrNull(url))
        throw new ServiceUnavailable('answered something of another shape');
      return { token, url };
    },

    readRoles: (deadline) => readRecord(ask('GET', routes.roles, undefined, deadline)),

    writeRoles: (roles, deadline) => {
      const answer = ask('PUT', routes.roles, { ...roles, 'server-id': serverId }, deadline);
      if (!isRefusal(answer)) read(answer);
      return answer;
    },
  };
}

function readDecoded(answer: Record<string, unknown>): Decoded {
  const { resources = [] } = answer;
  const type = answer['token-type'] ?? null;
  const redirectUrl = answer['redirect-url'] ?? null;
  const error = answer['error-code'] ?? null;
  const areTexts = isTextOrNull(type) && isTextOrNull(redirectUrl) && isTextOrNull(error);
  if (!areTexts || !Array.isArray(resources))
    throw new ServiceUnavailable('answered something of another shape');
  return { type, redirectUrl, error, resources: resources.map(readResource) };
}

function readResource(resource: unknown): Decoded['resources'][number] {
  const values = isRecord(resource) ? resource : {};
  const [dicomUid, orthancId, level] = ['dicom-uid', 'orthanc-id', 'level'].map((key) => values[key] ?? null);
  if (!isRecord(resource) || !isTextOrNull(dicomUid) || !isTextOrNull(orthancId) || !isTextOrNull(level))
    throw new ServiceUnavailable('answered something of another shape');
  return { dicomUid, orthancId, level };
}

/** How services say that they know nobody of this token. */
const isStranger = ({ status }: HttpClientResponse): boolean => [400, 401, 403, 404, 422].includes(status);

/** About what was asked for, not about who we are. */
const isRefusal = ({ status }: HttpClientResponse): boolean => [400, 404, 409, 413, 422].includes(status);

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
