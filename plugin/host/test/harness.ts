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
  /** What becomes of an instance: `FilteredOut`, or what the handler of stored instances returned. */
  store(origin: number, remoteAet: string, tags: object): Promise<string>;
  find(
    issuerAet: string,
    tags?: [tag: string, value: string][],
  ): Promise<{ code: number; isComplete: boolean; answers: unknown[] }>;
  /** The code of each step, or `failed` for the request as a whole. */
  move(level: number, studyInstanceUid: string, targetAet: string): Promise<string>;
  /** The same host, where each command runs on a thread of its own. */
  elsewhere: Pick<Harness, 'ask' | 'evaluate' | 'store'>;
  /** From now on no file grows past that. */
  limitFiles(bytes: number): Promise<void>;
  /** Threads ask for `path/THREAD/1`, `path/THREAD/2`… until the process is killed. */
  flood(threads: number, path: string): Flood;
  /** What was logged since the last time. */
  log(): Promise<string[]>;
  /** Finalises the plugin, and resolves to the exit code and what the process wrote to standard error. */
  quit(): Promise<{ code: number | null; errors: string }>;
}

interface Flood {
  /** What was answered so far: `THREAD/N`. */
  done: string[];
  /** Ends the process in the middle of what it does. Then `done` is complete. */
  kill(): Promise<void>;
}

/**
 * Starts a host with the tests' script. It is built once per content.
 * @param spool folder of its spool; it has none when left out
 */
export async function startHarness(build: Build, spool = ''): Promise<Harness> {
  return start(await buildHarness(build), spool);
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

function start(program: string, spool = ''): Harness {
  const child = spawn(program, {
    env: {
      ...process.env,
      SPOOL: spool,
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
  const done: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('done ')) done.push(line.slice(5));
    else waiting.shift()?.resolve(line);
  });
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

  const routes = (where: string): Harness['elsewhere'] & Pick<Harness, 'route'> => {
    const route: Harness['route'] = async (method, path, body = '') => {
      const answer = await command(`${where}route ${method} ${path} ${Buffer.from(body).toString('hex')}`);
      const [status, headers, content] = answer.split('\t');
      const bytes = fromHex(content);
      return {
        status: Number(status),
        headers: fromHex(headers).toString().split('\n').slice(0, -1),
        body: bytes,
        text: bytes.toString(),
      };
    };
    return {
      route,
      ask: async (path, body) =>
        JSON.parse((await route('POST', path, body === undefined ? '' : JSON.stringify(body))).text),
      evaluate: async (source) => JSON.parse((await route('POST', '/evaluate', source)).text),
      store: (origin, remoteAet, tags) =>
        command(`${where}store ${origin} ${remoteAet} ${Buffer.from(JSON.stringify(tags)).toString('hex')}`),
    };
  };

  return {
    ...routes(''),
    elsewhere: routes('elsewhere '),
    filter: async (method, path) => Number(await command(`filter ${method} ${path}`)),
    threads: async (count, times, path) => {
      const answer = await command(`threads ${count} ${times} ${path}`);
      const [allowed = 0, answered = 0, residentKb = 0] = answer.split(' ').map(Number);
      return { allowed, answered, residentKb };
    },
    time: async (times, path) => Number(await command(`time ${times} ${path}`)) / 1000,
    signal: async (change) => void (await command(`signal ${change}`)),
    find: async (issuerAet, tags = []) => {
      const answer = await command(
        `find ${issuerAet} ${tags.map(([tag, value]) => `${tag}=${value}`).join(' ')}`,
      );
      const [code, completeness, lines] = answer.split(' ');
      return {
        code: Number(code),
        isComplete: completeness === 'complete',
        answers: fromHex(lines)
          .toString()
          .split('\n')
          .slice(0, -1)
          .map((line) => JSON.parse(line)),
      };
    },
    move: (level, studyInstanceUid, targetAet) =>
      command(`move ${level} ${studyInstanceUid || '-'} ${targetAet}`),
    limitFiles: async (bytes) => void (await command(`file-limit ${bytes}`)),
    flood: (threads, path) => {
      child.stdin.write(`flood ${threads} ${path}\n`);
      return {
        done,
        kill: async () => {
          child.kill('SIGKILL');
          await exited;
        },
      };
    },
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
}
