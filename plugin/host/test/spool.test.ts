import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

let parent: string;
let folder: string;
let host: Harness;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'spool-'));
  folder = join(parent, 'made', 'on', 'demand');
  host = await startHarness('address', folder);
}, 600_000);

afterEach(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
  await rm(parent, { recursive: true });
}, 60_000);

const value = async (source: string) => (await host.evaluate(`orthanc.spool.${source}`)).value;
const error = async (source: string) => (await host.evaluate(`orthanc.spool.${source}`)).error;

interface Read {
  lines: string[];
  position: string;
}
const read = async (most = 100) => (await value(`read(${most})`)) as Read | undefined;

/** Takes everything out, in portions. */
async function drain(): Promise<string[]> {
  const all: string[] = [];
  for (let portion = await read(700); portion !== undefined; portion = await read(700)) {
    all.push(...portion.lines);
    await value(`acknowledge('${portion.position}')`);
  }
  return all;
}

async function restart(): Promise<void> {
  await host.quit();
  host = await startHarness('address', folder);
}

const segments = async () => (await readdir(folder)).filter((name) => name.endsWith('.lines')).sort();

describe('lines', () => {
  test('come in order, until they are acknowledged', async () => {
    expect(await read()).toBeUndefined();
    for (const line of ['one', '', 'drei é\\0']) await value(`append('${line}')`);
    expect((await read(1))?.lines).toEqual(['one']);
    const all = await read();
    expect(all?.lines).toEqual(['one', '', 'drei é\0']);
    await value(`acknowledge('${(await read(2))?.position}')`);
    expect(await read()).toEqual({ lines: ['drei é\0'], position: all?.position });
    await value(`acknowledge('${all?.position}')`);
    expect(await read()).toBeUndefined();
  });

  test('outlive a restart, and only those that are not acknowledged', async () => {
    for (const line of ['a', 'b', 'c']) await value(`append('${line}')`);
    const first = await read(1);
    await value(`acknowledge('${first?.position}')`);
    await restart();
    await value(`append('d')`);
    expect((await read())?.lines).toEqual(['b', 'c', 'd']);
    await value(`acknowledge('${first?.position}')`);
    expect(await drain()).toEqual(['b', 'c', 'd']);
    await restart();
    expect(await read()).toBeUndefined();
    expect(await segments()).toEqual([]);
  });

  test('that a killed process left half-written are skipped, and their file goes', async () => {
    await value(`append('a')`);
    await host.quit();
    await appendFile(join(folder, (await segments())[0] ?? ''), 'torn');
    host = await startHarness('address', folder);
    expect(await drain()).toEqual(['a']);
    expect(await segments()).toEqual([]);
  });

  test('are for the owner’s eyes only', async () => {
    await value(`append('a')`);
    await value(`acknowledge('${(await read())?.position}')`);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder)) {
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  test('are read from the beginning where the mark is damaged', async () => {
    await value(`append('a'), append`);
    await value(`acknowledge('${(await read())?.position}')`);
    await value(`append('b')`);
    await writeFile(join(folder, 'acknowledged'), '');
    await restart();
    expect(await drain()).toEqual(['a', 'b']);
  });

  test('must be lines', async () => {
    expect(await error(`append('a\\nb')`)).toMatch(/one line/);
    expect(await error(`append('x'.repeat(1 << 21))`)).toMatch(/1 MB/);
    expect(await error(`append(1)`)).toMatch(/must be a string/);
    for (const wrong of [
      `read(0)`,
      `read(NaN)`,
      `acknowledge('')`,
      `acknowledge('9:0')`,
      `acknowledge('-1:0')`,
    ])
      expect(await error(wrong)).toBeDefined();
    expect(await read()).toBeUndefined();
  });

  test('that the disk has no room for are refused, and leave nothing behind', async () => {
    await value(`append('before')`);
    await host.limitFiles(100);
    expect(await error(`append('x'.repeat(200))`)).toMatch(/cannot write a line/);
    await value(`append('after')`);
    expect((await read())?.lines).toEqual(['before', 'after']);
  });

  test('are refused when the folder is gone', async () => {
    await value(`append('before')`);
    await rm(folder, { recursive: true });
    expect(await error(`append('after')`)).toMatch(/cannot open/);
    expect(await read()).toBeUndefined();
  });
});

describe('the folder', () => {
  test('belongs to one process at a time', async () => {
    const other = await startHarness('address', folder);
    expect(await other.quit()).toEqual({ code: 3, errors: expect.stringMatching(/another process/) });
  });

  test('is opened once, with one path', async () => {
    expect(await error(`open('${folder}')`)).toMatch(/while the plugin is evaluated/);
  });
});

test('nothing that was appended is lost, torn or given twice when the process is killed', async () => {
  await host.quit();
  const appended: string[] = [];
  const taken: string[] = [];
  for (const round of ['a', 'b']) {
    host = await startHarness('product', folder);
    // What a kill leaves of a write that it cut short.
    if (round === 'b') await appendFile(join(folder, (await segments()).at(-1) ?? ''), 'torn');
    // A part is acknowledged; the rest must come again after the next kill.
    const portion = await read(300);
    taken.push(...(portion?.lines ?? []));
    if (portion !== undefined) await value(`acknowledge('${portion.position}')`);
    const flood = host.flood(4, `/append/${round}`);
    await expect.poll(() => flood.done.length, { timeout: 60_000 }).toBeGreaterThan(1000);
    await flood.kill();
    appended.push(...flood.done.map((name) => `${round}/${name}`));
  }
  expect((await segments()).length).toBeGreaterThan(2);
  host = await startHarness('address', folder);
  taken.push(...(await drain()));
  expect((await segments()).length).toBe(0);

  const names = taken.map((line) => /^(\S+) (?:x{100}|x{60000})\.$/.exec(line)?.[1] ?? 'torn');
  expect(names).not.toContain('torn');
  const numbers = new Map<string, number[]>();
  for (const name of names) {
    const [round, thread, number] = name.split('/');
    const key = `${round}/${thread}`;
    numbers.set(key, [...(numbers.get(key) ?? []), Number(number)]);
  }
  // Each thread's lines are there once, in its order, without a gap.
  for (const list of numbers.values()) expect(list).toEqual(list.map((_, index) => index + 1));
  const found = new Set(names);
  expect(appended.filter((name) => !found.has(name))).toEqual([]);
}, 120_000);

test.each(['address', 'thread'] as const)(
  'many threads append, read and acknowledge at once, under the %s sanitizer',
  async (build) => {
    await host.quit();
    host = await startHarness(build, folder);
    expect(await host.threads(20, 15, '/busy-spool')).toMatchObject({ answered: 300 });
    const left = await drain();
    expect(left.filter((line) => !/^(x{20000}|line|\{"id":"id","count":\d+\})$/.test(line))).toEqual([]);
  },
  600_000,
);

describe('a window', () => {
  test('is counted while it lasts, and written down when it is over', async () => {
    expect(await value(`count('k')`)).toBe(false);
    await value(`begin('k', 200, 'id "1"', 'the line')`);
    await value(`begin('other', 1, 'id 2', 'other line')`);
    expect(await value(`count('k')`)).toBe(true);
    expect(await value(`count('k')`)).toBe(true);
    const lines = async () => (await read())?.lines;
    await expect.poll(lines).toEqual(['the line', 'other line', '{"id":"id \\u00221\\u0022","count":3}']);
    expect(JSON.parse((await lines())?.[2] ?? '')).toEqual({ id: 'id "1"', count: 3 });
    expect(await value(`count('k')`)).toBe(false);
  });

  test('is written down when Orthanc stops', async () => {
    await value(`begin('k', 60000, 'id', 'the line')`);
    await value(`count('k')`);
    await restart();
    expect(await drain()).toEqual(['the line', '{"id":"id","count":2}']);
  });

  test('that many threads begin at once is one', async () => {
    expect(await host.threads(20, 5, '/window/k')).toMatchObject({ answered: 100 });
    await restart();
    expect(await drain()).toEqual(['line of k', '{"id":"id of k","count":100}']);
  });

  test('is not open when its line cannot be written', async () => {
    await value(`append('before')`);
    await host.limitFiles(100);
    expect(await error(`begin('k', 60000, 'id', 'x'.repeat(200))`)).toMatch(/cannot write a line/);
    expect(await value(`count('k')`)).toBe(false);
  });

  test.each(['0', 'NaN', '1e12'])('cannot last %s', async (length) => {
    expect(await error(`begin('k', ${length}, 'id', 'line')`)).toMatch(/a window must/);
  });
});

test('the spool is one folder of files that people can read', async () => {
  await value(`append('{"a":1}')`);
  const [segment = ''] = await segments();
  expect([segment, await readFile(join(folder, segment), 'utf8')]).toEqual([
    '0000000000000001.lines',
    '{"a":1}\n',
  ]);
});
