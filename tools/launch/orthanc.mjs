import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.mjs';
import { startChild, waitUntilReady } from './child.mjs';
import { serviceUrl } from './service.mjs';

/**
 * Starts Orthanc with our plugin and DICOMweb, and waits until it answers and refuses strangers.
 * @param {object} options
 * @param {string} options.root
 * @param {import('../runtime/index.mjs').Runtime} options.runtime
 * @param {string} options.plugin
 * @param {import('./settings.mjs').Settings} options.settings
 * @param {string} options.secret
 * @param {string} options.logFile
 * @param {(child: import('./child.mjs').Child) => void} options.onStart
 * @returns {Promise<import('./child.mjs').Child>}
 * @throws {Failure}
 */
export async function startOrthanc({ root, runtime, plugin, settings, secret, logFile, onStart }) {
  const folder = join(settings.SGIM_DATA, 'orthanc');
  const configuration = await writeConfiguration(root, folder, [runtime.plugins.dicomWeb, plugin]);
  const child = await startChild({
    name: 'Orthanc',
    command: runtime.orthanc.command,
    args: runtime.orthanc.args(configuration),
    env: {
      ...runtime.orthanc.env,
      HTTP_PORT: String(settings.HTTP_PORT),
      DICOM_PORT: String(settings.DICOM_PORT),
      DICOM_AET: settings.DICOM_AET,
      PUBLIC_URL: settings.PUBLIC_URL,
      TRUSTED_PROXIES: settings.TRUSTED_PROXIES ?? '',
      ORTHANC_DATA: folder,
      AUTH_SERVICE_URL: serviceUrl(settings),
      AUTH_SERVICE_SECRET: secret,
    },
    cwd: folder,
    logFile,
    dataFolder: settings.SGIM_DATA,
    // Running transfers may end; Orthanc alone takes three seconds.
    patienceMs: 30_000,
  });
  onStart(child);
  const url = `http://127.0.0.1:${settings.HTTP_PORT}`;
  await waitUntilReady(child, async () => (await fetch(`${url}/sgim/app/`)).ok, 60_000);
  const { status } = await fetch(`${url}/system`);
  if (status !== 403)
    throw new Failure(`Orthanc answers strangers (${status}) and was stopped: see ${logFile}.`);
  return child;
}

/**
 * A fresh copy of our configuration, with the list of plugins.
 * @param {string} root
 * @param {string} folder of Orthanc's data
 * @param {string[]} plugins
 * @returns {Promise<string>} its folder
 */
async function writeConfiguration(root, folder, plugins) {
  const configuration = join(folder, 'configuration');
  await rm(configuration, { recursive: true, force: true });
  await cp(join(root, 'orthanc-config'), configuration, { recursive: true });
  await writeFile(join(configuration, 'plugins.json'), JSON.stringify({ Plugins: plugins }));
  // What was on its way out when Orthanc ended.
  await rm(join(folder, 'temporary'), { recursive: true, force: true });
  for (const name of ['storage', 'index', 'temporary']) await mkdir(join(folder, name), { recursive: true });
  return configuration;
}
