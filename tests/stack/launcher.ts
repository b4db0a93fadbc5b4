import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '../../tools/ports.mjs';

const program = join(import.meta.dirname, '../../tools/start.mjs');

/** What `npm start` runs, with a data folder and ports of its own. */
export class Launcher {
  /** Both streams, as they come. */
  output = '';
  readonly exited: Promise<number | null>;
  readonly #child;

  constructor(place: Place, settings: Record<string, string> = {}, options: string[] = []) {
    this.#child = spawn(process.execPath, [program, ...options], {
      // From elsewhere: nothing may depend on the folder that one stands in.
      cwd: tmpdir(),
      env: { ...process.env, ...place.settings, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.exited = new Promise((resolve) => this.#child.on('close', (code) => resolve(code)));
  }

  /** @throws with what it said, when it ends instead */
  async untilRunning(): Promise<void> {
    let code: number | null | undefined;
    this.exited.then((end) => {
      code = end;
    });
    while (!this.output.includes('SGIM is running')) {
      if (code !== undefined) throw new Error(`The launcher ended with ${code}:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/** A data folder with a space in its name, and ports that nobody uses. */
export interface Place {
  folder: string;
  dataFolder: string;
  url: string;
  settings: Record<string, string>;
  /** Everything that runs for this folder: launcher, services, database. */
  findProcesses(): Promise<number[]>;
  /** Ends all of that at once, as a power cut would. */
  killAll(): Promise<void>;
  remove(): Promise<void>;
}

export async function createPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'sgim launcher '));
  // As root, the database runs as another user, who has to get through.
  await chmod(folder, 0o711);
  const dataFolder = join(folder, 'data of the site');
  const [http, dicom, auth] = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  const findProcesses = () => findProcessesOf(dataFolder);
  const killAll = async () => {
    for (let pids = await findProcesses(); pids.length > 0; pids = await findProcesses()) {
      for (const pid of pids) kill(pid);
    }
  };
  return {
    folder,
    dataFolder,
    url: `http://127.0.0.1:${http}`,
    settings: {
      SGIM_DATA: dataFolder,
      HTTP_PORT: String(http),
      DICOM_PORT: String(dicom),
      AUTH_PORT: String(auth),
      // Whatever the developer has in .env.
      ...Object.fromEntries(foreign.map((name) => [name, ''])),
    },
    findProcesses,
    killAll,
    async remove() {
      await killAll();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const foreign = ['PUBLIC_URL', 'DATABASE_URL', 'ADMIN_EMAIL', 'ADMIN_PASSWORD', 'AUTH_SERVICE_SECRET'];

async function findProcessesOf(dataFolder: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const texts = await Promise.all(
        ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
      );
      return texts.some((text) => text.includes(dataFolder)) ? pid : undefined;
    }),
  );
  return found.filter((pid) => pid !== undefined);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
