import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../tools/postgres.mjs';
import { createTemporaryFolder } from './temporary-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection URL of the run's PostgreSQL cluster, as its owner. */
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL cluster for the run; what it holds is gone afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await createTemporaryFolder('postgres');
  const log: string[] = [];
  try {
    const postgres = await startPostgres({
      dataFolder: join(folder, 'data'),
      durable: false,
      log: (line: string) => log.push(line),
    });
    // It has a process group of its own and would outlive a run that is cut short.
    const end = () => process.kill(postgres.pid, 'SIGQUIT');
    process.on('exit', end);
    project.provide('postgresUrl', postgres.url);
    return async () => {
      process.off('exit', end);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`The PostgreSQL of the tests does not start.\n${log.join('\n')}`, { cause: error });
  }
}
