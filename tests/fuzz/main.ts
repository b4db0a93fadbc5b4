import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startPostgres } from '../../tools/postgres.mjs';
import { startStack } from '../stack/launch.ts';
import { startOrthanc } from '../stack/orthanc.ts';
import { createTemporaryFolder } from '../stack/temporary-folder.ts';
import { attack, type Campaign, crowdOf, prepare } from './campaign.ts';
import { createAttack } from './requests.ts';
import { summarise, writeOneLiner } from './summary.ts';
import { Wire } from './wire.ts';

type Log = (line: string) => void;

/** `npm run fuzz`: see `tools/fuzz.mjs`. @returns whether nothing was found */
export async function fuzz(commandLine: string[], log: Log): Promise<boolean> {
  const { values } = parseArgs({
    args: commandLine,
    options: {
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      readers: { type: 'string', default: '70000' },
      writers: { type: 'string', default: '30000' },
      only: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  const counts = { readers: Number(values.readers), writers: Number(values.writers) };
  if (![seed, ...Object.values(counts)].every(Number.isInteger)) {
    throw new Error('--seed, --readers and --writers are numbers');
  }

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
    const campaign = await prepare({ product, bare, seed, counts, log });
    steps.push(() => campaign.prey.close());
    if (values.only !== undefined) {
      for (const turn of values.only.split(',').map(Number)) await showOne(campaign, turn);
      return true;
    }
    log(
      `Seed ${seed}, ${counts.readers} + ${counts.writers} requests over ${campaign.arsenal.routes.length} routes`,
    );
    const result = await attack(campaign);
    log(summarise(result, seed, product.address.url));
    return result.findings.length === 0;
  } finally {
    for (const step of steps.reverse()) await step();
  }
}

async function showOne({ arsenal, product, log }: Campaign, turn: number): Promise<void> {
  const one = createAttack(arsenal, turn, crowdOf(turn));
  log(`${one.who}: ${writeOneLiner(one, product.address.url)}`);
  const wire = new Wire(product.address.url);
  log((await wire.send(one)).text);
  wire.close();
}
