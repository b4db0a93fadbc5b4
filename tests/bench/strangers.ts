import { RawConnection } from '../stack/raw-connection.ts';
import { writeRequest } from './browser.ts';
import { milliseconds, type Row } from './report.ts';
import { label, type Stage } from './stage.ts';
import { quantile } from './statistics.ts';

/** What a credential that the gate has never seen adds to its first request: the question to the auth service. */
export async function measureStrangers(stage: Stage, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [labels, who] of [
    [['*'], 'every study'],
    [[label], 'one label'],
  ] as const) {
    for (const [what, target] of [
      ['GET /system', () => '/system'],
      [
        'GET /instances/{id}/file',
        (index: number) => `/instances/${stage.slices[index % stage.slices.length]?.id}/file`,
      ],
    ] as const) {
      const extra = await measureExtra(stage, [...labels], count, target);
      const [middle, last] = [quantile(extra, 0.5), quantile(extra, 0.99)];
      rows.push({
        what: `First request of a new credential, ${what}, ${who}: more than the second`,
        goal: 'p50 ≤ 2 ms, p99 ≤ 5 ms',
        measured: `p50 ${milliseconds(middle)}, p99 ${milliseconds(last)} (${count} tokens)`,
        reached: middle <= 2 && last <= 5,
      });
    }
  }
  return rows;
}

/** For each token: how much longer its first request takes than its second for the same, milliseconds. */
async function measureExtra(
  stage: Stage,
  labels: string[],
  count: number,
  target: (index: number) => string,
): Promise<number[]> {
  const { url } = stage.product.address;
  const connection = new RawConnection(url);
  const tokens = await stage.createTokens(count, ['view'], labels);
  const extra: number[] = [];
  try {
    for (const [index, token] of tokens.entries()) {
      const headers = ['Accept: */*', `Authorization: Bearer ${token}`];
      const request = writeRequest('GET', target(index), new URL(url).host, headers);
      const times: number[] = [];
      for (let turn = 0; turn < 2; turn += 1) {
        const begun = performance.now();
        const { status } = await connection.send(request);
        times.push(performance.now() - begun);
        if (status !== 200) throw new Error(`a new token is answered ${status}`);
      }
      const [first = 0, second = 0] = times;
      extra.push(first - second);
    }
  } finally {
    connection.close();
  }
  return extra;
}
