import { writeRequest } from './browser.ts';
import type { Side } from './load.ts';
import { type Comparison, compare, type Effort } from './pairs.ts';
import { label, type Stage } from './stage.ts';

interface Operation {
  name: string;
  /** The least throughput against an Orthanc without plugin that we want: for everybody, and for somebody with one label. */
  goals: { everybody: number | undefined; limited: number | undefined };
  method: 'GET' | 'POST';
  /** In turn. */
  targets: string[];
  headers?: string[];
  body?: object;
  /** What an Orthanc that knows no people must be asked for the same answer as somebody with one label gets. */
  limitedBody?: object;
}

export type Measured = Comparison & { operation: string; goal: number | undefined };

const frames = 'Accept: multipart/related; type="application/octet-stream"; transfer-syntax=*';
const dicomJson = 'Accept: application/dicom+json';

export function listOperations({ slices, labelled }: Stage): Operation[] {
  const page = {
    Level: 'Study',
    Query: {},
    Expand: true,
    Limit: 50,
    Since: 0,
    OrderBy: [{ Type: 'DicomTag', Key: 'StudyDate', Direction: 'DESC' }],
  };
  return [
    {
      name: 'GET /instances/{id}/file (512 KB)',
      goals: { everybody: 0.97, limited: 0.97 },
      method: 'GET',
      targets: slices.map(({ id }) => `/instances/${id}/file`),
    },
    {
      name: 'GET /instances/{id}/frames/0/raw (512 KB)',
      goals: { everybody: 0.97, limited: 0.97 },
      method: 'GET',
      targets: slices.map(({ id }) => `/instances/${id}/frames/0/raw`),
    },
    {
      name: 'DICOMweb frame (512 KB)',
      goals: { everybody: 0.97, limited: 0.97 },
      method: 'GET',
      targets: slices.map(
        ({ uids }) =>
          `/dicom-web/studies/${uids.study}/series/${uids.series}/instances/${uids.instance}/frames/1`,
      ),
      headers: [frames],
    },
    {
      name: 'GET /studies/{id}',
      goals: { everybody: 0.9, limited: 0.9 },
      method: 'GET',
      targets: labelled.map(({ study }) => `/studies/${study}`),
    },
    {
      name: 'POST /tools/find, page of 50',
      goals: { everybody: 0.9, limited: 0.9 },
      method: 'POST',
      targets: ['/tools/find'],
      body: page,
      limitedBody: { ...page, Labels: [label], LabelsConstraint: 'Any' },
    },
    {
      name: 'QIDO-RS, page of 50',
      // No goal: Orthanc without us cannot be asked for the studies of a label by QIDO-RS.
      goals: { everybody: undefined, limited: undefined },
      method: 'GET',
      targets: ['/dicom-web/studies?limit=50&offset=0'],
      headers: [dicomJson],
    },
  ];
}

/** Everybody and somebody with one label at the product, against anybody at an Orthanc without plugin. */
export async function measureThroughput(
  stage: Stage,
  operation: Operation,
  effort: Effort,
): Promise<Measured[]> {
  const { product, bare, people } = stage;
  const side = (
    name: string,
    orthanc: { url: string; pid: number },
    credential: string[],
    body?: object,
  ): Side => ({
    name: `${operation.name}, ${name}`,
    url: orthanc.url,
    pid: orthanc.pid,
    requests: operation.targets.map((target) =>
      writeRequest(
        operation.method,
        target,
        new URL(orthanc.url).host,
        [...(operation.headers ?? ['Accept: */*']), ...credential],
        body && JSON.stringify(body),
      ),
    ),
  });
  const { body, limitedBody } = operation;
  const everybody = side('every study', product.orthanc, [people.everybody], body);
  const limited = side('one label', product.orthanc, [people.limited], body);
  const base = side('without plugin', bare, [], body);
  const found =
    limitedBody === undefined
      ? await compare(base, [everybody, limited], effort)
      : [
          ...(await compare(base, [everybody], effort)),
          ...(await compare(side('without plugin, by label', bare, [], limitedBody), [limited], effort)),
        ];
  const { goals } = operation;
  return found.map((comparison, index) => ({
    ...comparison,
    operation: operation.name,
    name: index === 0 ? 'every study' : 'one label',
    goal: index === 0 ? goals.everybody : goals.limited,
  }));
}
