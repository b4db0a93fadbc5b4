import { execFile, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { provision } from '../../tools/runtime/index.mjs';
import { createTemporaryFolder } from '../stack/temporary-folder.ts';
import type { Row } from './report.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const imageCount = 300;
const label = 'bench';

/** What a decision costs in the filter itself once profile and labels are known: the built plugin, without Orthanc around it. */
export async function measureFilter(times: number): Promise<Row[]> {
  const folder = await createTemporaryFolder('bench-filter');
  const service = await startProfiles();
  try {
    const program = await compile(folder);
    const configuration = join(folder, 'configuration.json');
    await writeFile(configuration, JSON.stringify(await createConfiguration(folder, service.url)));
    const script = scenarios.flatMap(({ token, path }) => [
      'bare',
      ...headersWith(token).map(([name, value]) => `header\t${name}\t${value}`),
      ...images.map((image) => `path\t${path(image)}`),
      `time\t${times}`,
    ]);
    const answers = await execute(program, configuration, [...describeImages(), ...script]);
    return scenarios.map(({ name }, index) => describe(name, answers[index] ?? '', times));
  } finally {
    await service.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function describe(name: string, answer: string, times: number): Row {
  const [allowed = 0, middle = Number.NaN, last = Number.NaN] = answer.split(' ').map(Number);
  const micros = (nanoseconds: number) => `${(nanoseconds / 1000).toFixed(1)} µs`;
  return {
    what: `Decision in the filter, ${name}`,
    goal: 'median ≤ 15 µs',
    measured:
      allowed === times
        ? `median **${micros(middle)}**, p99 ${micros(last)} (${times} calls)`
        : `allowed ${allowed} of ${times}: ${answer}`,
    reached: allowed === times && middle <= 15_000,
  };
}

interface Image {
  id: string;
  study: string;
  series: string;
  uids: { study: string; series: string; instance: string };
}

/** Identifiers of the right form: five groups of eight hexadecimal digits. */
const idOf = (number: number) => number.toString(16).padStart(40, '0').match(/.{8}/g)?.join('-') ?? '';

const images: Image[] = Array.from({ length: imageCount }, (_, index) => ({
  id: idOf(index + 3),
  study: idOf(1),
  series: idOf(2),
  uids: { study: '2.25.1', series: '2.25.2', instance: `2.25.${index + 3}` },
}));

const scenarios: { name: string; token: string; path: (image: Image) => string }[] = [
  {
    name: 'GET /instances/{id}/file, every study',
    token: 'everybody',
    path: ({ id }) => `/instances/${id}/file`,
  },
  {
    name: 'GET /instances/{id}/file, one label',
    token: 'limited',
    path: ({ id }) => `/instances/${id}/file`,
  },
  { name: 'GET /studies/{id}, one label', token: 'limited', path: ({ study }) => `/studies/${study}` },
  { name: 'DICOMweb frame, every study', token: 'everybody', path: toFrame },
  { name: 'DICOMweb frame, one label', token: 'limited', path: toFrame },
  { name: 'GET /system, one label', token: 'limited', path: () => '/system' },
];

function toFrame({ uids: { study, series, instance } }: Image): string {
  return `/dicom-web/studies/${study}/series/${series}/instances/${instance}/frames/1`;
}

/** Names in lower case, as Orthanc has them. */
const headersWith = (token: string): [string, string][] => [
  ['host', 'images.example.org'],
  ['connection', 'keep-alive'],
  ['sec-ch-ua-platform', '"Linux"'],
  ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0'],
  ['sec-ch-ua', '"Chromium";v="156", "Not)A;Brand";v="24"'],
  ['accept', '*/*'],
  ['sec-fetch-site', 'same-origin'],
  ['sec-fetch-mode', 'cors'],
  ['referer', 'https://images.example.org/sgim/app/'],
  ['accept-encoding', 'gzip, deflate, br, zstd'],
  ['accept-language', 'fr-FR,fr;q=0.9,en-US;q=0.8'],
  ['authorization', `Bearer ${token}`],
];

/** What Orthanc's REST API says about the images, for as many ways of asking as the gate may take. */
function describeImages(): string[] {
  const get = (uri: string, value: unknown) => `rest\tGET\t${uri}\t${JSON.stringify(value)}`;
  const lookUp = (uid: string, Type: string, ID: string) =>
    `rest\tPOST\t/tools/lookup\t${uid}\t${JSON.stringify([{ ID, Path: '', Type }])}`;
  const [first] = images;
  if (first === undefined) return [];
  const { study, series, uids } = first;
  return [
    get(`/studies/${study}`, {
      ID: study,
      Labels: [label],
      Type: 'Study',
      MainDicomTags: { StudyInstanceUID: uids.study },
      PatientMainDicomTags: { PatientID: 'bench' },
    }),
    get(`/studies/${study}/labels`, [label]),
    get(`/series/${series}/study`, { ID: study, Type: 'Study' }),
    lookUp(uids.study, 'Study', study),
    lookUp(uids.series, 'Series', series),
    ...images.flatMap((image) => [
      get(`/instances/${image.id}`, { ID: image.id, ParentSeries: series, Type: 'Instance' }),
      get(`/instances/${image.id}/study`, { ID: study, Type: 'Study' }),
      lookUp(image.uids.instance, 'Instance', image.id),
    ]),
  ];
}

async function createConfiguration(folder: string, url: string): Promise<object> {
  const spool = join(folder, 'audit');
  await mkdir(spool);
  return {
    Authorization: {
      WebServiceRootUrl: url,
      WebServiceUsername: 'sgim',
      WebServicePassword: 'secret-of-the-benchmark-0123456789',
    },
    Sgim: { PublicUrl: 'https://images.example.org', SpoolDirectory: spool },
  };
}

/** Stands in for the auth service: one person for every study, the other for one label. */
async function startProfiles(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const labels = body.includes('everybody') ? ['*'] : [label];
    const grants = [{ permissions: ['view', 'download'], labels }];
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        ...{ name: 'Bench', permissions: ['view', 'download'], 'authorized-labels': labels },
        ...{ validity: 3600, 'user-id': labels.join(), groups: [], grants },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function compile(folder: string): Promise<string> {
  const { sdkInclude } = await provision({ root, log: () => {} });
  const program = join(folder, 'bench');
  const source = join(root, 'plugin/host/test/bench.cpp');
  const [compiler = 'g++', ...first] = (process.env.CXX ?? '').split(/\s+/).filter(Boolean);
  const flags = ['-std=c++17', '-O2', '-Wall', '-Wextra', '-isystem', sdkInclude, '-pthread'];
  await run(compiler, [...first, ...flags, source, '-ldl', '-o', program]);
  return program;
}

/** @returns the lines that it answered */
async function execute(program: string, configuration: string, commands: string[]): Promise<string[]> {
  const library = join(root, 'plugin/dist/libOrthancSgim.so');
  const child = spawn(program, [library, configuration], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => answers.push(line));
  child.stdin.end(`${commands.join('\n')}\n`);
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`the plugin's benchmark ended with ${code}`);
  return answers;
}
