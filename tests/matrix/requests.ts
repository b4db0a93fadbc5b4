import type { NativeRoute } from '../gate-routes.ts';
import type { Sample } from './archive.ts';

export interface Sent {
  path: string;
  init: RequestInit & { method: string };
}

/** A modality and a DICOMweb server that are registered; nobody listens there. */
export const node = 'pacs';

/** What stands in a route's braces when the route is about a sample. */
function fill(template: string, method: string, sample: Sample): string {
  const [, level = ''] = template.split('/');
  const uids = [sample.uids.study, sample.uids.series, sample.uids.instance];
  const name = template.includes('/attachments/') ? (method === 'GET' ? 'dicom' : '1777') : '1777';
  return template
    .replaceAll('{uid}', () => uids.shift() ?? '')
    .replaceAll('{label}', sample.labels[0] ?? 'none')
    .replaceAll(
      '{name}',
      template.startsWith('/dicom-web/servers/')
        ? method === 'DELETE'
          ? 'nothing'
          : node
        : template.includes('/metadata/') && method === 'GET'
          ? 'LastUpdate'
          : name,
    )
    .replaceAll('{frame}', template.startsWith('/dicom-web') ? '1' : '0')
    .replaceAll('{index}', '0')
    .replaceAll('{path}', '0010-0010')
    .replaceAll('{id}', () => findId(level, method, sample))
    .replaceAll(/\{\w+\}/g, 'nothing');
}

function findId(level: string, method: string, sample: Sample): string {
  if (level === 'patients' || level === 'studies' || level === 'series' || level === 'instances')
    return sample[level];
  if (level === 'jobs') return '00000000-0000-0000-0000-000000000000';
  return (level === 'modalities' || level === 'peers') && method !== 'DELETE' ? node : 'nothing';
}

const json = (value: object) => JSON.stringify(value);
const change = { Force: true, KeepSource: true, Synchronous: true };
const description = { Replace: { StudyDescription: 'changed' }, ...change };

/** Bodies by the end of the route, the first that fits. Each names the sample, where the route takes a name. */
const bodies: [end: RegExp, write: (sample: Sample, file: Buffer<ArrayBuffer>) => BodyInit][] = [
  [/^\/tools\/(find|count-resources)$/, () => json({ Level: 'Study', Query: {}, Expand: true })],
  [/^\/tools\/lookup$/, ({ uids }) => uids.study],
  [/^\/tools\/create-(archive|media|media-extended)$/, ({ studies }) => json([studies])],
  [
    /^\/tools\/bulk-modify$/,
    ({ series }) => json({ Resources: [series], Replace: { SeriesDescription: 'x' }, ...change }),
  ],
  [/^\/tools\/bulk-/, ({ studies }) => json({ Resources: [studies], Synchronous: true })],
  [/^\/tools\/create-dicom$/, ({ studies }) => json({ Parent: studies, Tags: { SeriesDescription: 'new' } })],
  [/^\/tools\/dicom-echo$/, () => json({ AET: 'X', Host: '127.0.0.1', Port: 9 })],
  [/^\/patients\/.*\/modify$/, () => json({ Replace: { PatientID: 'changed' }, ...change })],
  [/\/modify$/, () => json(description)],
  [/\/anonymize$/, () => json({ Synchronous: true })],
  [/\/merge$/, ({ series }) => json({ Resources: [series], Synchronous: true })],
  [/\/split$/, ({ series }) => json({ Series: [series], Synchronous: true })],
  [
    /^\/modalities\/.*\/store$|^\/peers\/.*\/store$/,
    ({ studies }) => json({ Resources: [studies], Synchronous: true }),
  ],
  [/\/(stow|storage-commitment)$/, ({ studies }) => json({ Resources: [studies] })],
  [/^\/instances$/, (_, file) => file],
  [/^\/dicom-web\/studies(\/|$)/, (_, file) => writeMultipart(file)],
  [/^\/tools\/log-level/, () => 'default'],
  [/^\/tools\/accepted-transfer-syntaxes$/, () => '1.2.840.10008.1.*'],
  [/^\/tools\/default-encoding$/, () => 'Latin1'],
  [/^\/tools\/(metrics|unknown-sop-class-accepted)$/, () => '1'],
  [/^\/modalities\/pacs$/, () => json({ AET: 'PACS', Host: '127.0.0.1', Port: 9 })],
  [/^\/(dicom-web\/servers|peers)\/pacs$/, () => json({ Url: 'http://127.0.0.1:9/' })],
  [/^\/queries\/|^\/modalities\//, () => json({ Level: 'Study', Query: {} })],
  [/\/(metadata|attachments)\//, () => 'written'],
];

/** RFC 2387, as STOW-RS wants it (DICOM PS3.18 § 10.5). */
function writeMultipart(file: Buffer): Buffer<ArrayBuffer> {
  return Buffer.concat([
    Buffer.from('--part\r\nContent-Type: application/dicom\r\n\r\n'),
    file,
    Buffer.from('\r\n--part--\r\n'),
  ]);
}

/**
 * The request of a route that is about a sample.
 * @param file the sample's image as a DICOM file
 */
export function writeRequest(
  { method, template }: NativeRoute,
  sample: Sample,
  file: Buffer<ArrayBuffer>,
): Sent {
  const path = fill(template, method, sample);
  if (method === 'GET') return { path: path + findQuery(template, sample), init: { method } };
  if (method === 'DELETE') return { path, init: { method } };
  const write = bodies.find(([end]) => end.test(path))?.[1];
  const headers: Record<string, string> = path.startsWith('/dicom-web/studies')
    ? { 'content-type': 'multipart/related; type="application/dicom"; boundary=part' }
    : {};
  return { path, init: { method, headers, body: write?.(sample, file) ?? '' } };
}

function findQuery(template: string, { studies, uids }: Sample): string {
  if (template === '/wado')
    return `?requestType=WADO&objectUID=${uids.instance}&contentType=application/dicom`;
  if (template.startsWith('/tools/create-')) return `?resources=${studies}`;
  return /^\/(patients|studies|series|instances)$/.test(template) ? '?expand' : '';
}
