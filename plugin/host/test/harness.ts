import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { withLock } from '../../../tools/lock.mjs';
import { provision } from '../../../tools/runtime/index.mjs';
import { bundle } from '../../build/bundle.mjs';
import { digest, link } from '../../build/compile.mjs';
import { assembleEmbedded, compileHost } from '../../build/host.mjs';
import { pack } from '../../build/pack.mjs';

const root = join(import.meta.dirname, '../../..');

/** How the host is built for a test. AddressSanitizer cannot be combined with ThreadSanitizer. */
const builds = {
  address: {
    flags: ['-O1', '-g1', '-fsanitize=address', '-fno-omit-frame-pointer'],
    // GCC sees uninitialised members in its own <regex> once it is instrumented.
    hostFlags: ['-fsanitize=undefined', '-fno-sanitize-recover=undefined', '-Wno-maybe-uninitialized'],
    linkFlags: ['-fsanitize=address,undefined'],
  },
  thread: {
    flags: ['-O1', '-g1', '-fsanitize=thread'],
    hostFlags: ['-Wno-maybe-uninitialized'],
    linkFlags: ['-fsanitize=thread'],
  },
  // As the product is built, but no warning is let through: `npm start` must not fail on what a later compiler dislikes.
  plain: { flags: ['-O2', '-DNDEBUG'], hostFlags: ['-Werror'], linkFlags: [] },
};

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

/** Builds the host with the tests' script (once per content) and starts it. */
export async function startHarness(build: keyof typeof builds): Promise<Harness> {
  const child = spawn(await buildHarness(build), {
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

async function buildHarness(name: keyof typeof builds): Promise<string> {
  const { flags, hostFlags, linkFlags } = builds[name];
  const log = () => {};
  const runtime = await provision({ root, log });
  const cacheFolder = join(root, '.runtime', 'cache', 'host-test');
  return withLock(cacheFolder, log, async () => {
    const objects = await compileHost({
      runtime,
      cacheFolder: join(cacheFolder, 'objects'),
      flags,
      hostFlags,
      version: 'test',
      sources: ['mock-orthanc.cpp', 'harness.cpp'].map((source) => join(import.meta.dirname, source)),
      log,
    });
    const script = await bundle(join(import.meta.dirname, 'script.ts'));
    const files = await packSample(cacheFolder);
    const key = digest([script, files]);
    const program = join(cacheFolder, `${name}-${digest([...objects, key, ...linkFlags])}`);
    if (await stat(program).catch(() => undefined)) return program;

    const folder = await mkdtemp(join(cacheFolder, 'link-'));
    try {
      await writeFile(join(folder, 'bundle.js'), script);
      await writeFile(join(folder, 'files.pack'), files);
      const embedded = await assembleEmbedded({ folder, key, cacheFolder: folder, log });
      const linked = join(folder, 'harness');
      await link([...objects, embedded, ...linkFlags, '-pthread', '-o', linked]);
      const old = (await readdir(cacheFolder)).filter((file) => file.startsWith(`${name}-`));
      await rename(linked, program);
      await Promise.all(old.map((file) => rm(join(cacheFolder, file), { force: true })));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return program;
  });
}

/** The content of the embedded `index.html`. */
export const samplePage = `<!doctype html>${'<p>hello</p>'.repeat(100)}`;

async function packSample(cacheFolder: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'host-test-'));
  try {
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), samplePage);
    await writeFile(join(folder, 'assets', 'tiny.js'), '1');
    await writeFile(join(folder, 'assets', 'inter.woff2'), Buffer.alloc(100));
    return await pack({ folder, cacheFolder: join(cacheFolder, 'compressed'), log: () => {} });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
