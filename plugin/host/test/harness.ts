import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { type Build, buildHarness } from './build-harness.ts';

export interface Answer {
  status: number;
  headers: string[];
  body: Buffer;
  text: string;
}

/** A host in a process of its own, with a stand-in for Orthanc around it. */
export interface Harness {
  filter(method: string, path: string): Promise<number>;
  route(method: string, path: string, body?: string | Buffer): Promise<Answer>;
  /** The route's answer as JSON. */
  ask(path: string, body?: unknown): Promise<unknown>;
  /** The value of an expression, or the message of what it throws. */
  evaluate(source: string): Promise<{ value?: unknown; error?: string }>;
  threads(
    count: number,
    times: number,
    path: string,
  ): Promise<{ allowed: number; answered: number; residentKb: number }>;
  /** Mean time of one filter call, in µs. */
  time(times: number, path: string): Promise<number>;
  signal(change: 'started' | 'stopped'): Promise<void>;
  /** What was logged since the last time. */
  log(): Promise<string[]>;
  /** Finalises the plugin, and resolves to the exit code and what the process wrote to standard error. */
  quit(): Promise<{ code: number | null; errors: string }>;
}

/** Starts a host with the tests' script. It is built once per content. */
export async function startHarness(build: Build): Promise<Harness> {
  return start(await buildHarness(build));
}

/** Starts a host with a script of a few lines. */
export async function startHarnessWith(script: string): Promise<Harness> {
  const program = await buildHarness('product', script);
  const harness = start(program);
  return {
    ...harness,
    quit: async () => {
      const outcome = await harness.quit();
      await rm(dirname(program), { recursive: true });
      return outcome;
    },
  };
}

function start(program: string): Harness {
  const child = spawn(program, {
    env: {
      ...process.env,
      // Threads of 100 KB have no room for a second stack for signals.
      ASAN_OPTIONS: 'detect_leaks=1:use_sigaltstack=0:detect_stack_use_after_return=0',
      UBSAN_OPTIONS: 'print_stacktrace=1',
      TSAN_OPTIONS: 'halt_on_error=1',
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return converse(child);
}

function converse(child: ChildProcess & { stdin: NonNullable<ChildProcess['stdin']> }): Harness {
  let errors = '';
  child.stderr?.on('data', (text) => {
    errors += text;
  });
  const waiting: { resolve: (line: string) => void; reject: (error: Error) => void }[] = [];
  if (!child.stdout) throw new Error('no output to read');
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  exited.then((code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the host died (${code}):\n${errors}`));
  });
  child.stdin.on('error', () => {});
  const command = (line: string) =>
    new Promise<string>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${line}\n`);
    });
  const fromHex = (hex = '') => Buffer.from(hex, 'hex');

  const harness: Harness = {
    filter: async (method, path) => Number(await command(`filter ${method} ${path}`)),
    route: async (method, path, body = '') => {
      const answer = await command(`route ${method} ${path} ${Buffer.from(body).toString('hex')}`);
      const [status, headers, content] = answer.split('\t');
      const bytes = fromHex(content);
      return {
        status: Number(status),
        headers: fromHex(headers).toString().split('\n').slice(0, -1),
        body: bytes,
        text: bytes.toString(),
      };
    },
    ask: async (path, body) =>
      JSON.parse((await harness.route('POST', path, body === undefined ? '' : JSON.stringify(body))).text),
    evaluate: async (source) => JSON.parse((await harness.route('POST', '/evaluate', source)).text),
    threads: async (count, times, path) => {
      const answer = await command(`threads ${count} ${times} ${path}`);
      const [allowed = 0, answered = 0, residentKb = 0] = answer.split(' ').map(Number);
      return { allowed, answered, residentKb };
    },
    time: async (times, path) => Number(await command(`time ${times} ${path}`)) / 1000,
    signal: async (change) => void (await command(`signal ${change}`)),
    log: async () =>
      fromHex(await command('log'))
        .toString()
        .split('\n')
        .slice(0, -1),
    quit: async () => {
      child.stdin.end('quit\n');
      const code = await exited;
      return { code, errors: errors.replace(/^.*ASan doesn't fully support makecontext.*\n/m, '') };
    },
  };
  return harness;
}
