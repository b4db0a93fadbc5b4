import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { serviceSecret } from './service.ts';

export interface Program {
  port: number;
  process: ChildProcess;
  /** What it has written so far. */
  output: { stdout: string; stderr: string };
  /** Resolves with what it leaves behind. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export type RunProgram = (args?: string[], settings?: Record<string, string>) => Promise<Program>;

/** Bundles the service as the product does, for the tests of one file, and returns what runs it. */
export async function buildProgram(): Promise<RunProgram> {
  // Below the packages' folder, so that the bundle finds its packages.
  const folder = join(import.meta.dirname, '../../node_modules/.cache/sgim', crypto.randomUUID());
  await mkdir(folder, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, '../src/main.ts')],
    outdir: folder,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  });
  const running = new Set<ChildProcess>();
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  return async (args = [], settings = {}) => {
    const port = await findFreePort();
    const child = spawn(process.execPath, [join(folder, 'main.mjs'), ...args], {
      env: {
        PATH: process.env.PATH,
        AUTH_PORT: String(port),
        AUTH_SERVICE_SECRET: serviceSecret,
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    const exited = once(child, 'close').then(([code, signal]) => {
      running.delete(child);
      return { code, signal };
    });
    return { port, process: child, output, exited };
  };
}

/** Waits until the program listens. */
export async function waitUntilListening({ output, exited }: Program): Promise<void> {
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  while (!output.stdout.includes('"listening"')) {
    if (ended) throw new Error(`the service ended: ${output.stdout}${output.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
