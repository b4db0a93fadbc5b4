import type { Deed } from '../audit/audit.ts';
import { answerJson, type FakeHost, makeFakeHost, utf8 } from '../fake-host.ts';
import { makeOwners } from '../gate/owners.ts';
import type { HeldGrant } from '../gate/scope.ts';
import { makeStudies } from '../gate/studies.ts';
import type { Tools } from './answer.ts';

/** A study of one patient with its series, and the images of each, by names that are words. */
interface FakeStudy {
  patient: string;
  labels: string[];
  series: Record<string, string[]>;
}

type Types = 'Patient' | 'Study' | 'Series' | 'Instance';

interface Resource {
  level: string;
  type: Types;
  name: string;
  study: string | undefined;
  labels: string[];
  json(): Record<string, unknown>;
}

/** Orthanc's identifier of what a test calls `name`. */
export const idOf = (name: string): string =>
  [...name]
    .map((character) => character.charCodeAt(0).toString(16))
    .join('')
    .padEnd(40, '0')
    .replace(/(.{8})(?=.)/g, '$1-');

/** Its DICOM identifier: a UID. */
export const uidOf = (name: string): string =>
  `2.25.${[...name].map((character) => character.charCodeAt(0)).join('')}`;

export interface FakeOrthanc {
  host: FakeHost;
  tools: Tools;
  /** What was written down, without what is always the same. */
  deeds: string[];
  /** What changes something and was asked of Orthanc, as method, path and body. */
  done: string[];
  labelsOf(study: string): string[];
  /** A request of somebody who holds these grants. */
  request(
    method: HttpMethod,
    path: string,
    given?: { grants?: HeldGrant[] | undefined; body?: unknown; query?: string | undefined },
  ): RouteRequest;
}

/** A few studies behind a stand-in for Orthanc's REST API. What it does not know it only notes, and answers with `otherwise`. */
export function makeFakeOrthanc(
  studies: Record<string, FakeStudy>,
  otherwise: (request: RestApiRequest) => HttpClientResponse | undefined = () => undefined,
): FakeOrthanc {
  const resources = new Map<string, Resource>();
  const add = (
    type: Types,
    name: string,
    study: string | undefined,
    labels: string[],
    json: () => object,
  ) => {
    const level = { Patient: 'patients', Study: 'studies', Series: 'series', Instance: 'instances' }[type];
    const base = { ID: idOf(name), Type: type, Path: `/${level}/${idOf(name)}` };
    resources.set(idOf(name), {
      level,
      type,
      name,
      study,
      labels,
      json: () => ({ ...base, ...json(), Labels: labels }),
    });
  };
  for (const [name, { patient, labels, series }] of Object.entries(studies)) {
    const siblings = Object.keys(studies).filter((other) => studies[other]?.patient === patient);
    add('Patient', patient, undefined, [], () => ({
      Studies: siblings.filter((one) => resources.has(idOf(one))).map(idOf),
    }));
    add('Study', name, name, labels, () => ({
      ParentPatient: idOf(patient),
      Series: Object.keys(series).map(idOf),
    }));
    for (const [one, instances] of Object.entries(series)) {
      add('Series', one, name, [], () => ({ ParentStudy: idOf(name), Instances: instances.map(idOf) }));
      for (const instance of instances)
        add('Instance', instance, name, [], () => ({ ParentSeries: idOf(one) }));
    }
  }

  const done: string[] = [];
  const notFound: HttpClientResponse = { status: 404, headers: [], body: utf8.encode('') };
  const ok: HttpClientResponse = { status: 200, headers: [], body: utf8.encode('') };
  const list = (study: string | undefined, level: string) =>
    [...resources.values()].filter((one) => one.level === level && one.study === study);

  const get = (path: string): HttpClientResponse | undefined => {
    const [, level, id = '', part] = path.split('/');
    const resource = resources.get(id);
    if (resource === undefined || resource.level !== level) return notFound;
    if (part === undefined) return answerJson(200, resource.json());
    if (part === 'labels') return answerJson(200, resource.labels);
    if (part === 'study' && resource.study !== undefined)
      return answerJson(200, resources.get(idOf(resource.study))?.json());
    if (part === 'statistics')
      return answerJson(200, {
        DiskSize: '1048576',
        UncompressedSize: '1048576',
        DicomDiskSize: '1048576',
        DicomUncompressedSize: '1048576',
        CountSeries: list(resource.study, 'series').length,
        CountInstances: list(resource.study, 'instances').length,
      });
    if (part === 'series' || part === 'instances')
      return answerJson(
        200,
        list(resource.study, part).map((one) => one.json()),
      );
    return undefined;
  };

  const bulkContent = (body: string) => {
    const { Resources, Level } = JSON.parse(body) as { Resources: string[]; Level?: string };
    const found = Resources.flatMap((id) => resources.get(id) ?? []);
    if (Level !== 'Study') return found.map((one) => one.json());
    const ids = found.flatMap(({ study, json }) =>
      study === undefined ? (json().Studies as string[]) : idOf(study),
    );
    return [...new Set(ids)].flatMap((id) => resources.get(id)?.json() ?? []);
  };

  const host = makeFakeHost(
    () => {
      throw new Error('nothing is asked of the service');
    },
    (request) => {
      const { method, uri, body } = request;
      const path = uri.split('?')[0] ?? '';
      const text = typeof body === 'string' || body === undefined ? (body ?? '') : utf8.decode(body);
      if (path === '/tools/lookup')
        return answerJson(
          200,
          [...resources.values()]
            .filter(({ type, name }) => text === (type === 'Patient' ? name : uidOf(name)))
            .map(({ type, name }) => ({ ID: idOf(name), Type: type })),
        );
      if (path === '/tools/bulk-content' && text.includes('"Metadata":false'))
        return answerJson(200, bulkContent(text));
      if (method === 'GET') return otherwise(request) ?? get(path) ?? answerJson(200, { asked: uri });
      done.push(`${method} ${path}${text === '' ? '' : ` ${text}`}`);
      const [, level, id = '', part, label = ''] = path.split('/');
      const resource = resources.get(id);
      if (resource?.level === level && part === 'labels') {
        if (method === 'PUT') resource?.labels.push(label);
        else resource?.labels.splice(resource.labels.indexOf(label), 1);
        return ok;
      }
      if (method === 'DELETE') return resources.delete(id) ? ok : notFound;
      return otherwise(request) ?? answerJson(200, {});
    },
  );

  const deeds: string[] = [];
  const write = ({ action, outcome, study }: Deed) => {
    deeds.push(`${action} ${outcome} ${study === null ? '-' : (resources.get(study)?.name ?? study)}`);
  };
  const tools: Tools = {
    host,
    studies: makeStudies(host),
    owners: makeOwners(host),
    audit: { record: write, count: write },
  };
  return {
    host,
    tools,
    deeds,
    done,
    labelsOf: (study) => resources.get(idOf(study))?.labels ?? [],
    request: (method, path, { grants, body, query = '' } = {}) => ({
      method,
      path,
      ip: '10.0.0.1',
      headers: {},
      query: query === '' ? [] : query.split('&').map(splitPair),
      groups: [],
      context: contextOf(grants),
      body:
        body === undefined ? undefined : utf8.encode(typeof body === 'string' ? body : JSON.stringify(body)),
    }),
  };
}

function splitPair(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [name, value.join('=')];
}

/** As the filter gives it. Whoever holds no grants is Orthanc itself. */
export const contextOf = (grants: HeldGrant[] | undefined): string | undefined =>
  grants && JSON.stringify({ userId: 'u1', name: 'Somebody', grants });

/** Asks a route as Orthanc does: with the groups of its pattern. */
export function ask(
  pattern: string,
  answer: (request: RouteRequest) => RouteResponse,
  request: RouteRequest,
): { status: number; json: unknown; headers: RouteResponse['headers'] } {
  const [path, ...groups] = new RegExp(`^${pattern}$`).exec(request.path) ?? [];
  if (path === undefined) throw new Error(`${request.path} is not of this route`);
  const { status, headers, body } = answer({ ...request, groups: groups.map((group) => group ?? '') });
  const text = body instanceof ArrayBuffer ? utf8.decode(body) : typeof body === 'string' ? body : '';
  return { status, headers, json: text === '' ? undefined : JSON.parse(text) };
}
