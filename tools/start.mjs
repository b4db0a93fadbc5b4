import { join } from 'node:path';
import { Failure } from './failure.mjs';
import { ensurePackages } from './launch/packages.mjs';
import { createProgress } from './launch/progress.mjs';
import { loadEnvironmentFile, readSettings } from './launch/settings.mjs';

const usage = `npm start              installs and builds what is missing, starts SGIM, and prints its address
npm start -- --demo    adds generated studies to look at

Ctrl-C stops it. Settings are read from the environment and from the file .env; .env.example describes them.`;

const root = join(import.meta.dirname, '..');
const progress = createProgress();
const log = progress.step;

/** @type {import('./launch/system.mjs').System | undefined} */
let system;
/** @type {(signal: NodeJS.Signals) => void} */
let askToStop = () => {};
/** @type {Promise<NodeJS.Signals>} */
const stopAsked = new Promise((resolve) => {
  askToStop = resolve;
});

/** Prepares everything that a start needs, from the cheap to the expensive, so that what is wrong is said early. */
async function prepare() {
  checkNode();
  loadEnvironmentFile(root);
  await ensurePackages(root, log);
  // From here on, what these import is installed.
  const { buildService } = await import('./build-service.mjs');
  const asked = await readSettings(await buildService({ root, log }), root);
  const { claimDataFolder, System } = await import('./launch/system.mjs');
  const settings = await claimDataFolder(asked, log);
  const { build } = await import('./build.mjs');
  return { settings, built: await build({ log }), system: new System() };
}

/** @param {boolean} withDemo @returns {Promise<number>} exit code */
async function run(withDemo) {
  const prepared = await prepare();
  const { settings, built } = prepared;
  system = prepared.system;
  log('Starting');
  const service = await system.start({ root, settings, built, log });
  if (withDemo) {
    log('Importing the demonstration studies');
    const { importDemo } = await import('./launch/demo.mjs');
    const stored = await importDemo(settings, service);
    progress.print(
      stored > 0
        ? `Imported ${stored} demonstration images.`
        : 'The demonstration studies are there already.',
    );
  }
  const code = await service.createSetUpCode();
  progress.rest();
  progress.print(describe(settings, code));
  const unexpected = await Promise.race([system.untilOneEnds(), stopAsked.then(() => undefined)]);
  if (unexpected) throw new Failure(unexpected);
  return 0;
}

/**
 * @param {import('./launch/settings.mjs').Settings} settings
 * @param {string | null} code
 */
function describe({ PUBLIC_URL, DICOM_PORT, DICOM_AET, SGIM_DATA }, code) {
  const rows = [
    ['Address', PUBLIC_URL],
    ...(code ? [['First administrator', `${PUBLIC_URL}/sgim/app/setup#${code} (works once)`]] : []),
    ['DICOM', `${DICOM_AET}, port ${DICOM_PORT}`],
    ['Data', SGIM_DATA],
    ['Logs', join(SGIM_DATA, 'logs')],
  ];
  return `\nSGIM is running. Ctrl-C stops it.\n\n${rows.map(([name, value]) => `  ${name?.padEnd(20)} ${value}`).join('\n')}\n`;
}

/** @throws {Failure} */
function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Failure(`SGIM needs Node 20.19 or newer, this is ${process.versions.node}.`);
}

/** npm passes on what the terminal has sent us already: that is not a second Ctrl-C. */
const echoMs = 500;
/** @type {number | undefined} */
let stopAskedAt;

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (stopAskedAt !== undefined) {
      if (performance.now() - stopAskedAt > echoMs) system?.kill();
      return;
    }
    stopAskedAt = performance.now();
    askToStop(signal);
    // Nothing runs yet but downloads and compilers, which end with us.
    if (!system) process.exit(1);
    log('Stopping');
    system.stop();
  });
}

/** @param {string[]} options */
async function main(options) {
  const unknown = options.find((option) => !['--demo', '--help'].includes(option));
  if (unknown) throw new Failure(`There is no option ${unknown}.\n\n${usage}`);
  if (options.includes('--help')) {
    progress.print(usage);
    return 0;
  }
  try {
    return await run(options.includes('--demo'));
  } finally {
    await system?.stop();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  progress.end();
  // What breaks while we stop is the stopping.
  process.exitCode = stopAskedAt === undefined ? 1 : 0;
  if (stopAskedAt === undefined) console.error(error instanceof Failure ? error.message : error);
}
progress.end();
// Kept-alive connections to the services that are gone would hold us for seconds.
process.exit();
