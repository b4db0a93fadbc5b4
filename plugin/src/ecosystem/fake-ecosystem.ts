import type { Deed } from '../audit/audit.ts';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, type FakeHost, makeFakeHost, utf8 } from '../fake-host.ts';
import { makeProfiles } from '../gate/profile.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { makeStudies } from '../gate/studies.ts';
import { makeService } from '../service.ts';
import { makeEcosystemRoutes } from './routes.ts';
import { makeWebService } from './web-service.ts';

/** Three studies for unit tests: of label `a`, of label `b`, and another patient's of label `b` with the UID of the first. */
export const inA = '11111111-11111111-11111111-11111111-11111111';
export const inB = '22222222-22222222-22222222-22222222-22222222';
export const twin = '33333333-33333333-33333333-33333333-33333333';
export const missing = '44444444-44444444-44444444-44444444-44444444';

const stored: Record<string, { uid: string; labels: string[] }> = {
  [inA]: { uid: '1.1', labels: ['a'] },
  [inB]: { uid: '1.2', labels: ['b'] },
  [twin]: { uid: '1.1', labels: ['b'] },
};

/** @param ids Which of the studies there are. */
const answerStudies =
  (ids: readonly string[] = [inA, inB]) =>
  ({ method, uri, body }: RestApiRequest): HttpClientResponse => {
    if (uri === '/tools/labels') return answerJson(200, ['a', 'b']);
    if (uri === '/tools/lookup' && method === 'POST') {
      const found = ids.filter((id) => stored[id]?.uid === body);
      return answerJson(
        200,
        found.map((ID) => ({ ID, Type: 'Study' })),
      );
    }
    const [, id = '', labels] = /^\/studies\/([^/]+)(\/labels)?$/.exec(uri) ?? [];
    const study = ids.includes(id) ? stored[id] : undefined;
    if (study === undefined) return answerJson(404, {});
    return answerJson(200, labels ? study.labels : { MainDicomTags: { StudyInstanceUID: study.uid } });
  };

interface Options {
  isOwn?: boolean;
  /** Grants of the person behind the token `ada`, whose id is `u`. */
  grants?: HeldGrant[];
  userId?: string;
  /** Answers everything but profiles. */
  answer?: (request: HttpClientRequest) => HttpClientResponse;
  studies?: readonly string[];
  authorization?: object;
}

/** The routes of the contract, in front of a service and an Orthanc that are functions. */
export function openEcosystem(options: Options = {}) {
  const { isOwn = true, grants = [], userId = 'u', studies, authorization } = options;
  const configuration = makeConfiguration(isOwn, authorization);
  const host: FakeHost = makeFakeHost((request) => {
    if (!request.url.endsWith('/user/get-profile')) return options.answer?.(request) ?? answerJson(404, {});
    const { 'token-value': value } = JSON.parse(request.body as string);
    const isKnown = value === 'ada';
    return answerJson(200, {
      name: isKnown ? 'Ada' : 'Anonymous',
      permissions: isKnown ? ['view'] : [],
      'authorized-labels': isKnown ? ['a'] : [],
      validity: 60,
      'user-id': isKnown ? userId : null,
      groups: [],
      grants: isKnown ? grants : [],
    });
  }, answerStudies(studies));
  const deeds: Deed[] = [];
  const write = (deed: Deed) => void deeds.push(deed);
  const service = makeService(host, configuration.service);
  const webService = makeWebService(host, service, configuration.service);
  const profiles = makeProfiles(host, webService);
  const routes = makeEcosystemRoutes(
    {
      host,
      studies: makeStudies(host),
      audit: { record: write, count: write },
      service,
      webService,
      profiles,
    },
    configuration,
  );

  /** @param body sent as JSON */
  const call = (
    method: HttpMethod,
    path: string,
    body?: unknown,
    headers: Record<string, string> = { token: 'ada' },
    query: RouteRequest['query'] = [],
  ) => {
    for (const [pattern, answer] of routes) {
      const match = new RegExp(`^${pattern}$`).exec(path);
      if (match === null) continue;
      const response = answer({
        method,
        path,
        headers,
        query,
        ip: '192.0.2.1',
        context: '',
        groups: match.slice(1),
        body: body === undefined ? undefined : utf8.encode(JSON.stringify(body)),
      });
      const text = response.body instanceof ArrayBuffer ? utf8.decode(response.body) : response.body;
      return { status: response.status, headers: response.headers, body: JSON.parse(String(text)) };
    }
    throw new Error(`no route for ${path}`);
  };
  /** What the service was asked but for profiles. */
  const asked = () =>
    host.sent
      .filter(({ url }) => !url.endsWith('/user/get-profile'))
      .map(({ method, url, body }) => [
        method,
        url,
        body === undefined ? undefined : JSON.parse(String(body)),
      ]);
  return { host, deeds, call, asked };
}
