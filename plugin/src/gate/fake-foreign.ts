import { makeWebService } from '../ecosystem/web-service.ts';
import { makeConfiguration } from '../fake-configuration.ts';
import { answerJson, makeFakeHost } from '../fake-host.ts';
import { makeService } from '../service.ts';
import { makeGate } from './gate.ts';
import { makeOwners } from './owners.ts';
import { makeProfiles } from './profile.ts';
import { makeResourceTokens } from './resource-tokens.ts';
import { makeStudies } from './studies.ts';

/** Orthanc's identifier number 1 to 9. */
export const id = (digit: number) => Array(5).fill(String(digit).repeat(8)).join('-');

/** A patient with two studies, each of one series of one instance; and another patient with one. */
const resources: Record<string, object> = {
  [`/patients/${id(1)}`]: { MainDicomTags: { PatientID: 'P1' }, Studies: [id(2), id(5)] },
  [`/studies/${id(2)}`]: { ParentPatient: id(1), MainDicomTags: { StudyInstanceUID: '1.2' } },
  [`/series/${id(3)}`]: { ParentStudy: id(2), MainDicomTags: { SeriesInstanceUID: '1.3' } },
  [`/series/${id(3)}/study`]: { ID: id(2) },
  [`/instances/${id(4)}/study`]: { ID: id(2) },
  [`/series/${id(6)}/study`]: { ID: id(5) },
  [`/instances/${id(4)}`]: { ParentSeries: id(3), MainDicomTags: { SOPInstanceUID: '1.4' } },
  [`/studies/${id(5)}`]: { ParentPatient: id(1), MainDicomTags: { StudyInstanceUID: '1.5' } },
  [`/series/${id(6)}`]: { ParentStudy: id(5), MainDicomTags: { SeriesInstanceUID: '1.6' } },
  [`/patients/${id(7)}`]: { MainDicomTags: { PatientID: 'P7' }, Studies: [id(8)] },
  [`/studies/${id(8)}`]: { ParentPatient: id(7), MainDicomTags: { StudyInstanceUID: '1.8' } },
};
const uids: Record<string, { ID: string; Type: string }> = {
  '1.2': { ID: id(2), Type: 'Study' },
  '1.3': { ID: id(3), Type: 'Series' },
  '1.4': { ID: id(4), Type: 'Instance' },
  '1.5': { ID: id(5), Type: 'Study' },
  '1.6': { ID: id(6), Type: 'Series' },
  '1.8': { ID: id(8), Type: 'Study' },
};
const answerRest = ({ uri, body }: RestApiRequest): HttpClientResponse => {
  if (uri === '/tools/lookup') return answerJson(200, [uids[String(body)]].filter(Boolean));
  const labels = uri.replace(/\/labels$/, '');
  if (labels !== uri) return resources[labels] ? answerJson(200, ['a']) : answerJson(404, {});
  return resources[uri] ? answerJson(200, resources[uri]) : answerJson(404, {});
};

/** What `/tokens/decode` says of a token of these resources. */
export const decoded = (resources: object[], more: object = {}) => ({
  'token-type': 'stone-viewer-publication',
  'redirect-url': null,
  'error-code': null,
  resources: resources.map((one) => ({ 'dicom-uid': null, 'orthanc-id': null, level: 'study', ...one })),
  ...more,
});
/** What `/user/get-profile` says of whom it does not know. */
export const anonymous = {
  name: '',
  permissions: [],
  'authorized-labels': [],
  validity: 60,
  'user-id': null,
};

export interface ForeignAnswers {
  profile?: (request: HttpClientRequest) => HttpClientResponse;
  decode?: () => HttpClientResponse;
  validate?: (question: Record<string, unknown>) => HttpClientResponse;
}

export const yes = () => answerJson(200, { granted: true, validity: 60 });
export const no = () => answerJson(200, { granted: false, validity: 60 });
export const share = () => answerJson(200, decoded([{ 'orthanc-id': id(2), 'dicom-uid': '1.2' }]));

/** A gate in front of a foreign service. */
export function openForeign(service: ForeignAnswers, authorization: object = {}) {
  const { profile = () => answerJson(200, anonymous), decode = share, validate = yes } = service;
  const configuration = makeConfiguration(false, authorization);
  const host = makeFakeHost((request) => {
    if (request.url.endsWith('/user/get-profile')) return profile(request);
    if (request.url.endsWith('/tokens/decode')) return decode();
    return validate(JSON.parse(String(request.body)));
  }, answerRest);
  const webService = makeWebService(host, makeService(host, configuration.service), configuration.service);
  const studies = makeStudies(host);
  const resourceTokens = makeResourceTokens(host, webService, studies, configuration.checkedLevels);
  const profiles = makeProfiles(host, webService, resourceTokens);
  const audit = { record: () => undefined, count: () => undefined };
  const gate = makeGate(
    host,
    { profiles, studies, owners: makeOwners(host), audit, resourceTokens },
    configuration,
  );
  const decide = (
    method: HttpMethod,
    path: string,
    headers: Record<string, string> = { token: 'secret' },
    query: FilteredRequest['query'] = [],
  ) => gate({ method, path, ip: '', headers, query });
  /** The questions about resources, as `level id`. */
  const validated = () =>
    host.sent
      .filter(({ url }) => url.endsWith('/tokens/validate'))
      .map(({ body }) => JSON.parse(String(body)))
      .map(({ level, 'orthanc-id': orthancId }) => `${level} ${String(orthancId)[0]}`);
  return { host, decide, validated, profiles };
}
export const passes = (decision: boolean | Admission): boolean => decision !== false;
