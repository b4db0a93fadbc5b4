import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAudit } from './audit.ts';
import { measureFilter } from './filter.ts';
import { measureFreshness } from './freshness.ts';
import type { Comparison } from './pairs.ts';
import { percent, type Row, writeTable } from './report.ts';
import { type Stage, setStage } from './stage.ts';
import { measureStrangers } from './strangers.ts';
import { listOperations, measureThroughput } from './throughput.ts';
import { measureStores, measureUploads } from './uploads.ts';
import { countQuestions } from './viewing.ts';

const efforts = {
  full: {
    slices: 300,
    tinyStudies: 600,
    pairs: 40,
    roundMs: 400,
    strangers: 500,
    longSeconds: 130,
    revocations: 50,
    uploads: { pairs: 12, count: 200 },
    stores: { pairs: 6, count: 100 },
    filterCalls: 200_000,
    auditBatches: 100,
  },
  quick: {
    slices: 40,
    tinyStudies: 120,
    pairs: 6,
    roundMs: 250,
    strangers: 60,
    longSeconds: 0,
    revocations: 8,
    uploads: { pairs: 4, count: 60 },
    stores: { pairs: 2, count: 40 },
    filterCalls: 20_000,
    auditBatches: 20,
  },
};

type Part = (stage: Stage, effort: (typeof efforts)['full'], log: Log) => Promise<Row[]>;
type Log = (line: string) => void;

const parts: Record<string, Part> = {
  throughput: async (stage, effort, log) => {
    const rows: Row[] = [];
    for (const operation of listOperations(stage)) {
      log(operation.name);
      const measure = async () =>
        (await measureThroughput(stage, operation, effort)).map(({ goal, ...comparison }) =>
          describe(`${operation.name}, ${comparison.name}`, goal, comparison),
        );
      rows.push(...(await attempt(operation.name, measure, log)));
    }
    return rows;
  },
  strangers: (stage, { strangers }) => measureStrangers(stage, strangers),
  viewing: (stage, { longSeconds }) => countQuestions(stage, longSeconds),
  freshness: (stage, { revocations }) => measureFreshness(stage, revocations),
  uploads: async (stage, { uploads, stores }) => [
    describe(
      'POST /instances, tiny, 8 connections',
      undefined,
      await measureUploads(stage, uploads.pairs, uploads.count),
    ),
    describe(
      'C-STORE, tiny, one association',
      undefined,
      await measureStores(stage, stores.pairs, stores.count),
    ),
  ],
};

/** These need no Orthanc. */
const small: Record<string, (effort: (typeof efforts)['full']) => Promise<Row[]>> = {
  filter: ({ filterCalls }) => measureFilter(filterCalls),
  audit: ({ auditBatches }) => measureAudit(auditBatches),
};

/** `npm run bench`: see `tools/bench.mjs`. */
export async function bench(commandLine: string[], log: Log): Promise<void> {
  const { values } = parseArgs({
    args: commandLine,
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
  });
  const effort = values.quick ? efforts.quick : efforts.full;
  const wanted = values.only?.split(',');
  const isWanted = (name: string) => wanted === undefined || wanted.includes(name);
  const unknown = wanted?.filter((name) => !(name in small) && !(name in parts)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no ${unknown}; there are ${Object.keys({ ...small, ...parts })}.`);

  log(`Load of the machine before: ${describeLoad()}. Figures mean something on a quiet one only.`);
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(small))
    if (isWanted(name)) rows.push(...(await attempt(name, () => measure(effort), log)));
  const chosen = Object.entries(parts).filter(([name]) => isWanted(name));
  if (chosen.length > 0) {
    const stage = await setStage(effort, log);
    try {
      for (const [name, measure] of chosen) {
        log(`Measuring: ${name}`);
        rows.push(...(await attempt(name, () => measure(stage, effort, log), log)));
      }
    } finally {
      await stage.stop();
    }
  }
  log(`\n${writeTable(rows)}\n\nLoad of the machine afterwards: ${describeLoad()}.`);
}

/** What fails is a line of the table too: the others are still worth having. */
async function attempt(name: string, measure: () => Promise<Row[]>, log: Log): Promise<Row[]> {
  try {
    return await measure();
  } catch (error) {
    log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const measured = `failed: ${error instanceof Error ? error.message : error}`;
    return [{ what: name, goal: '', measured: measured.split('\n', 1)[0] ?? '', reached: false }];
  }
}

function describe(what: string, goal: number | undefined, { throughput, cpu, own, base }: Comparison): Row {
  const pace = `${own.perSecond.toFixed(0)} against ${base.perSecond.toFixed(0)} per s`;
  const cost = `processor ${own.cpuMicros.toFixed(0)} against ${base.cpuMicros.toFixed(0)} µs (${percent(cpu.median)})`;
  const spread = `${percent(throughput.low)} to ${percent(throughput.high)}`;
  return {
    what,
    goal: goal === undefined ? '' : `≥ ${percent(goal)}`,
    measured: `**${percent(throughput.median)}** (${spread}), ${pace}, ${cost}`,
    reached: goal === undefined ? undefined : throughput.median >= goal,
  };
}

const describeLoad = () =>
  loadavg()
    .map((load) => load.toFixed(1))
    .join(' ');
