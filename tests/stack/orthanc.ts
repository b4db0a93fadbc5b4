import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../../tools/ports.mjs';
import { provision } from '../../tools/runtime/index.mjs';
import { type Running, startProcess, waitForAnswer } from './process.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const root = join(import.meta.dirname, '../..');
/** As in `orthanc-config/dicom.json`. */
export const aet = 'ORTHANC';

export interface OrthancOptions {
  /** Address of the auth service that the plugin asks. */
  serviceUrl: string;
  serviceSecret: string;
  /** Keep these ports, for an Orthanc that comes back after a `kill`. */
  httpPort?: number;
  dicomPort?: number;
  /** Keep this folder. One of its own, removed by `stop`, when left out. */
  folder?: string;
  /** More of Orthanc's configuration: whole top-level entries, which no file of `orthanc-config/` may have. */
  configuration?: object;
  /** The section `"Authorization"` of a site with a foreign service, in place of the product's own sections. */
  authorization?: object;
  /** What Orthanc is without us, to compare with: anybody may do anything. */
  withoutPlugin?: boolean;
}

/** A real Orthanc with our plugin. */
export interface Orthanc extends Running {
  url: string;
  httpPort: number;
  dicomPort: number;
  folder: string;
}

/**
 * Starts Orthanc with the product's own configuration on loopback ports, and waits until it answers.
 * @throws with Orthanc's log when it does not start
 */
export async function startOrthanc(options: OrthancOptions): Promise<Orthanc> {
  const runtime = await provision({ root, log: () => {} });
  const folder = options.folder ?? (await createTemporaryFolder('orthanc'));
  const httpPort = options.httpPort ?? (await findFreePort());
  const dicomPort = options.dicomPort ?? (await findFreePort());
  const url = `http://127.0.0.1:${httpPort}`;
  const configFolder = join(folder, 'config');
  await cp(join(root, 'orthanc-config'), configFolder, { recursive: true });
  for (const name of ['storage', 'index', 'temporary']) {
    await mkdir(join(folder, 'data', name), { recursive: true });
  }
  if (options.authorization !== undefined) {
    const foreign = { Authorization: options.authorization };
    await writeFile(join(configFolder, 'authorization.json'), JSON.stringify(foreign));
  }
  const plugins = [runtime.plugins.dicomWeb];
  if (options.withoutPlugin) await writeFile(join(configFolder, 'require-gate.lua'), '');
  else plugins.unshift(join(root, 'plugin/dist/libOrthancSgim.so'));
  await writeFile(
    join(configFolder, 'tests.json'),
    JSON.stringify({ Plugins: plugins, ...options.configuration }),
  );
  const running = startProcess({
    command: runtime.orthanc.command,
    args: runtime.orthanc.args(configFolder),
    env: {
      ...runtime.orthanc.env,
      HTTP_PORT: String(httpPort),
      DICOM_PORT: String(dicomPort),
      ORTHANC_DATA: join(folder, 'data'),
      PUBLIC_URL: url,
      AUTH_SERVICE_URL: options.serviceUrl,
      AUTH_SERVICE_SECRET: options.serviceSecret,
    },
    logFile: join(folder, 'orthanc.log'),
  });
  await waitForAnswer(`${url}/sgim/app/`, running);
  return {
    ...running,
    url,
    httpPort,
    dicomPort,
    folder,
    async stop(patienceMs) {
      await running.stop(patienceMs);
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
