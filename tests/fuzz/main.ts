import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../tools/postgres.mjs';
import { listOrthancRoutes } from '../gate-routes.ts';
import { startStack } from '../stack/launch.ts';
import { startOrthanc } from '../stack/orthanc.ts';
import { createTemporaryFolder } from '../stack/temporary-folder.ts';
import { attack, crowdOf, type Result } from './campaign.ts';
import { createPrey, studies } from './prey.ts';
import { createAttack, listRoutes } from './requests.ts';
import { summarise, writeOneLiner } from './summary.ts';
import { Wire } from './wire.ts';

type Log = (line: string) => void;

/** `npm run fuzz`: see `tools/fuzz.mjs`. @returns whether nothing was found */
export async function fuzz(commandLine: string[], log: Log): Promise<boolean> {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      requests: { type: 'string', default: '100000' },
      only: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  const total = Number(values.requests);
  if (!Number.isInteger(seed) || !Number.isInteger(total))
    throw new Error('--seed and --requests are numbers');

  const steps: (() => Promise<unknown>)[] = [];
  try {
    const folder = await createTemporaryFolder('fuzz');
    steps.push(() => rm(folder, { recursive: true, force: true }));
    const postgres = await startPostgres({
      dataFolder: join(folder, 'postgres'),
      durable: false,
      log: () => {},
    });
    steps.push(() => postgres.stop());
    const product = await startStack({ clusterUrl: postgres.url });
    steps.push(() => product.stop());
    const bare = await startOrthanc({ serviceUrl: '', serviceSecret: '', withoutPlugin: true });
    steps.push(() => bare.stop());
    const prey = await createPrey(product.address);
    steps.push(() => prey.close());
    for (const file of Object.values(studies).flatMap(({ files }) => files)) {
      await fetch(`${bare.url}/instances`, { method: 'POST', body: new Uint8Array(file) });
    }
    const arsenal = { seed, routes: listRoutes(await listOrthancRoutes()), prey };

    if (values.only !== undefined) {
      for (const turn of values.only.split(',').map(Number)) {
        const one = createAttack(arsenal, turn, crowdOf(turn));
        log(`${one.who}: ${writeOneLiner(one, product.address.url)}`);
        const wire = new Wire(product.address.url);
        log((await wire.send(one)).text);
        wire.close();
      }
      return true;
    }
    log(`Seed ${seed}, ${total} requests over ${arsenal.routes.length} routes`);
    const result: Result = await attack({
      arsenal,
      prey,
      pids: { orthanc: product.orthanc.pid, service: product.service.pid },
      bare,
      counts: { readers: Math.ceil(total * 0.7), writers: Math.floor(total * 0.3) },
      log,
    });
    log(summarise(result, seed, product.address.url));
    return result.findings.length === 0;
  } finally {
    for (const step of steps.reverse()) await step();
  }
}
