import { join } from 'node:path';
import { stop as stopEsbuild } from 'esbuild';
import { buildPlugin } from '../plugin/build.mjs';
import { buildUi } from '../ui/build.mjs';
import { buildService } from './build-service.mjs';
import { allOf } from './concurrency.mjs';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { provision } from './runtime/index.mjs';

const root = join(import.meta.dirname, '..');

/**
 * Builds what changed since the last time: the auth service, the web application, and the plugin that carries it.
 * @param {{ log: (message: string) => void }} options
 * @returns {Promise<{ runtime: import('./runtime/index.mjs').Runtime, service: string, plugin: string }>} what is needed to run it
 * @throws {Failure} when the machine lacks something
 */
export async function build({ log }) {
  const onWait = () => log('Waiting for another process that is building');
  return withLock(`${root}: build`, onWait, async () => {
    try {
      const [runtime, service, ui] = await allOf([
        provision({ root, log }),
        buildService({ root, log }),
        buildUi({ log }),
      ]);
      const plugin = await buildPlugin({ runtime, uiFolder: ui.folder, log });
      return { runtime, service, plugin };
    } finally {
      // Its process would stay as long as ours.
      await stopEsbuild();
    }
  });
}

if (process.argv[1] === import.meta.filename) {
  try {
    await build({ log: console.log });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
