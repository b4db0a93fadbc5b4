import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { RawConnection } from '../stack/raw-connection.ts';
import { writeRequest } from './browser.ts';
import type { Row } from './report.ts';
import { type Instance, label, type Stage } from './stage.ts';

/** As many as a browser opens to one origin. */
const connectionCount = 6;

/** Every image of the CT, as a viewer asks for them by each interface. */
const interfaces: { name: string; targets: (slices: Instance[]) => string[] }[] = [
  { name: 'REST', targets: (slices) => [...openByRest(slices), ...slices.map(toFile)] },
  { name: 'DICOMweb', targets: (slices) => [...openByDicomWeb(slices), ...slices.map(toFrame)] },
  {
    name: 'both',
    targets: (slices) => [
      ...openByRest(slices),
      ...openByDicomWeb(slices),
      ...slices.map((slice, index) => (index % 2 === 0 ? toFile(slice) : toFrame(slice))),
    ],
  },
];

/** How often the auth service is asked while a person looks at a CT, whichever way the viewer takes. */
export async function countQuestions(stage: Stage, longSeconds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, targets } of interfaces) {
    rows.push(await countSession(stage, `by ${name}`, targets(stage.slices), 0));
  }
  const [, , both] = interfaces;
  if (longSeconds > 0 && both !== undefined) {
    rows.push(await countSession(stage, `by both, slowly`, both.targets(stage.slices), longSeconds));
  }
  return rows;
}

async function countSession(stage: Stage, how: string, targets: string[], seconds: number): Promise<Row> {
  const { url, logFiles } = stage.product.address;
  const [token = ''] = await stage.createTokens(1, ['view'], [label]);
  const connections = Array.from({ length: connectionCount }, () => new RawConnection(url));
  const seen = readCalls(logFiles.service).length;
  const begun = performance.now();
  const queue = [...targets];
  try {
    await Promise.all(
      connections.map(async (connection) => {
        for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
          const headers = [acceptFor(target), `Authorization: Bearer ${token}`];
          const { status } = await connection.send(writeRequest('GET', target, new URL(url).host, headers));
          if (status !== 200) throw new Error(`${status} for ${target}`);
          await pause((seconds * 1000 * connectionCount) / targets.length);
        }
      }),
    );
  } finally {
    for (const connection of connections) connection.close();
  }
  const tookSeconds = (performance.now() - begun) / 1000;
  // The service's log is written line by line, but not before it has answered.
  await pause(200);
  const calls = readCalls(logFiles.service).slice(seen);
  const questions = calls.filter((path) => path === '/user/get-profile').length;
  const allowed = Math.floor(tookSeconds / 60) + 1;
  return {
    what: `Viewing ${stage.slices.length} images ${how}: questions to the auth service`,
    goal: '≤ 1 per minute',
    measured: `${questions} in ${tookSeconds.toFixed(1)} s (${describeOthers(calls)})`,
    reached: questions <= allowed,
  };
}

/** The paths of all requests that the service has answered so far. */
function readCalls(logFile: string): string[] {
  return readFileSync(logFile, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const path = /"request":\{[^}]*"path":"([^"]+)"/.exec(line)?.[1];
      return path === undefined ? [] : [path];
    });
}

function describeOthers(calls: string[]): string {
  const others = new Map<string, number>();
  for (const path of calls) {
    if (path !== '/user/get-profile') others.set(path, (others.get(path) ?? 0) + 1);
  }
  const texts = [...others].map(([path, count]) => `${count} × ${path}`);
  return texts.length === 0 ? 'nothing else' : `besides ${texts.join(', ')}`;
}

const acceptFor = (target: string): string => {
  if (target.includes('/frames/')) {
    return 'Accept: multipart/related; type="application/octet-stream"; transfer-syntax=*';
  }
  return target.startsWith('/dicom-web/') ? 'Accept: application/dicom+json' : 'Accept: */*';
};

const openByRest = ([first]: Instance[]): string[] =>
  first === undefined
    ? []
    : [`/studies/${first.study}`, `/studies/${first.study}/series`, `/series/${first.series}/instances`];

const openByDicomWeb = ([first]: Instance[]): string[] =>
  first === undefined
    ? []
    : [
        `/dicom-web/studies/${first.uids.study}/series`,
        `/dicom-web/studies/${first.uids.study}/series/${first.uids.series}/metadata`,
      ];

const toFile = ({ id }: Instance): string => `/instances/${id}/file`;

const toFrame = ({ uids }: Instance): string =>
  `/dicom-web/studies/${uids.study}/series/${uids.series}/instances/${uids.instance}/frames/1`;
