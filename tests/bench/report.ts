/** A line of the table that the benchmark ends with. */
export interface Row {
  what: string;
  goal: string;
  measured: string;
  /** Undefined where nothing is asked for. */
  reached: boolean | undefined;
}

export function writeTable(rows: readonly Row[]): string {
  const verdicts = { true: 'yes', false: '**no**', undefined: '–' };
  return [
    '| what | goal | measured | reached |',
    '|---|---|---|---|',
    ...rows.map(
      ({ what, goal, measured, reached }) =>
        `| ${what} | ${goal} | ${measured} | ${verdicts[`${reached}` as const]} |`,
    ),
  ].join('\n');
}

export const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;

/** Milliseconds or microseconds, with as many digits as mean something. */
export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
