import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';

/** A process that the tests started. It never outlives them. */
export interface Running {
  readonly pid: number;
  readonly logFile: string;
  /** Everything it has printed so far. */
  log(): string;
  /** Ends with how it ended: an exit status or a signal. */
  readonly exited: Promise<number | NodeJS.Signals>;
  isRunning(): boolean;
  /** Asks it to end and waits; one that takes longer than `patienceMs` is killed. */
  stop(patienceMs?: number): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
}

export interface Command {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** Its output goes here, appended. */
  logFile: string;
  cwd?: string;
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts a process. Its end is for whoever started it to notice. */
export function startProcess({ command, args, env, logFile, cwd }: Command): Running {
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  alive.add(child);
  let ended = false;
  const exited = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      ended = true;
      alive.delete(child);
      log.end(() => resolve(signal ?? code ?? 0));
    });
  });
  // Whoever wants to know asks `exited`; a process that could not be started must not end the run by itself.
  exited.catch(() => alive.delete(child));
  return {
    pid: child.pid ?? 0,
    logFile,
    log: () => readFileSync(logFile, 'utf8'),
    exited,
    isRunning: () => !ended,
    async stop(patienceMs = 20_000) {
      if (ended) return;
      const force = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      child.kill('SIGTERM');
      await exited;
      clearTimeout(force);
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Waits until an address answers, whatever the status.
 * @throws with the process's log when it ends first, or when nobody answers for a minute
 */
export async function waitForAnswer(url: string, running: Running): Promise<void> {
  let over = false;
  const patience = AbortSignal.timeout(60_000);
  running.exited.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  while (!over && !patience.aborted) {
    const answered = await fetch(url, { redirect: 'manual', signal: patience }).then(
      (response) => response.body?.cancel().then(() => true) ?? true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${url} does not answer.\n${running.log()}`);
}
