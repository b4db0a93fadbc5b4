import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runDcmtk } from '../stack/dcmtk.ts';
import { createTemporaryFolder } from '../stack/temporary-folder.ts';
import { writeRequest } from './browser.ts';
import { createTinyStudies } from './images.ts';
import { type Round, readProcessorSeconds, type Side } from './load.ts';
import { type Comparison, compare, summarise } from './pairs.ts';
import type { Stage } from './stage.ts';

/** Tiny images, each a study of its own, by `POST /instances`. */
export async function measureUploads(stage: Stage, pairs: number, count: number): Promise<Comparison> {
  const [uploader = ''] = await stage.createTokens(1, ['upload'], ['*']);
  const files = [...createTinyStudies(pairs * count, 'upload')];
  const side = (name: string, orthanc: { url: string; pid: number }, headers: string[]): Side => ({
    name,
    url: orthanc.url,
    pid: orthanc.pid,
    requests: files.map((file) =>
      writeRequest('POST', '/instances', new URL(orthanc.url).host, headers, file),
    ),
  });
  const [comparison] = await compare(
    side('without plugin', stage.bare, []),
    [side('POST /instances', stage.product.orthanc, [`Authorization: Bearer ${uploader}`])],
    { pairs, roundMs: 0, count },
  );
  if (comparison === undefined) throw new Error('nothing compared');
  return comparison;
}

/** The same by C-STORE, one association per round. */
export async function measureStores(stage: Stage, pairs: number, count: number): Promise<Comparison> {
  const { address, orthanc } = stage.product;
  const aet = 'BENCH';
  const modality = JSON.stringify({ AET: aet, Host: '127.0.0.1', Port: 104, AllowStore: true });
  const [manager = ''] = await stage.createTokens(1, ['nodes-manage'], ['*']);
  for (const [url, authorization] of [
    [address.url, `Bearer ${manager}`],
    [stage.bare.url, ''],
  ] as const) {
    const answer = await fetch(`${url}/modalities/bench`, {
      method: 'PUT',
      headers: { authorization },
      body: modality,
    });
    if (!answer.ok) throw new Error(`the modality is refused: ${answer.status}`);
  }
  const folder = await createTemporaryFolder('bench-store');
  try {
    const files = [...createTinyStudies(pairs * count, 'store')];
    const rounds = { own: [] as Round[], base: [] as Round[] };
    const ports = { own: address.dicomPort, base: stage.bare.dicomPort };
    const pids = { own: orthanc.pid, base: stage.bare.pid };
    for (let pair = 0; pair < pairs; pair += 1) {
      const round = join(folder, String(pair));
      await mkdir(round);
      for (const [index, file] of files.splice(0, count).entries()) {
        await writeFile(join(round, `${index}.dcm`), file);
      }
      const order = pair % 2 === 0 ? (['own', 'base'] as const) : (['base', 'own'] as const);
      for (const one of order) rounds[one].push(await storeFolder(round, ports[one], pids[one], count, aet));
    }
    return summarise('C-STORE', rounds.own, rounds.base);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function storeFolder(
  folder: string,
  port: number,
  pid: number,
  count: number,
  aet: string,
): Promise<Round> {
  const cpuBefore = readProcessorSeconds(pid);
  const begun = performance.now();
  const { code, output } = await runDcmtk('storescu', [
    ...['-aet', aet, '-aec', 'ORTHANC', '127.0.0.1', String(port), '+sd', folder],
  ]);
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`storescu: ${output}`);
  return {
    perSecond: count / seconds,
    cpuMicros: ((readProcessorSeconds(pid) - cpuBefore) / count) * 1e6,
  };
}
