import { Load, type Round, type Side } from './load.ts';
import { median, quantile } from './statistics.ts';

export interface Comparison {
  name: string;
  /** Throughput against that of the base: the median of the pairs' ratios, and the middle half of them. */
  throughput: Spread;
  /** Processor time per request against that of the base. */
  cpu: Spread;
  own: { perSecond: number; cpuMicros: number };
  base: { perSecond: number; cpuMicros: number };
}

export interface Spread {
  median: number;
  low: number;
  high: number;
}

export interface Effort {
  /** Rounds of each side. */
  pairs: number;
  /** How long one round is meant to last, milliseconds. */
  roundMs: number;
  /** Or how many requests it has: for what cannot be asked twice. */
  count?: number;
}

/**
 * Compares sides with a base, round by round in turn, forth and back (base A B, B A base, …): what else the machine does falls upon all of
 * them. Ratios are taken within a pair of neighbouring rounds, and their median counts.
 */
export async function compare(
  base: Side,
  others: Side[],
  { pairs, roundMs, count }: Effort,
): Promise<Comparison[]> {
  const loads = [base, ...others].map((side) => new Load(side));
  try {
    const requests = count ?? (await findCount(loads, roundMs));
    const rounds: Round[][] = loads.map(() => []);
    for (let pair = 0; pair < pairs; pair += 1) {
      const order = [...loads.keys()];
      if (pair % 2 === 1) order.reverse();
      for (const index of order) {
        const load = loads[index];
        if (load !== undefined) rounds[index]?.push(await load.run(requests));
      }
    }
    const [baseRounds = [], ...otherRounds] = rounds;
    return others.map(({ name }, index) => summarise(name, otherRounds[index] ?? [], baseRounds));
  } finally {
    for (const load of loads) load.close();
  }
}

/** As many as fit into a round of the slowest; all are warm afterwards. */
async function findCount(loads: Load[], roundMs: number): Promise<number> {
  const paces: number[] = [];
  for (const load of loads) {
    await load.run(64);
    const { perSecond } = await load.run(128);
    paces.push(perSecond);
  }
  return Math.max(16, Math.round((Math.min(...paces) * roundMs) / 1000));
}

/** Neighbouring rounds of both are pairs. */
export function summarise(name: string, own: Round[], base: Round[]): Comparison {
  const ratios = (read: (round: Round) => number) =>
    spread(
      own.flatMap((round, index) => {
        const other = base[index];
        return other === undefined ? [] : [read(round) / read(other)];
      }),
    );
  const typical = (rounds: Round[]) => ({
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    cpuMicros: median(rounds.map(({ cpuMicros }) => cpuMicros)),
  });
  return {
    name,
    throughput: ratios(({ perSecond }) => perSecond),
    cpu: ratios(({ cpuMicros }) => cpuMicros),
    own: typical(own),
    base: typical(base),
  };
}

const spread = (values: number[]): Spread => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});
