import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withLock } from '../lock.mjs';
import { openPrivateApt } from './apt.mjs';
import { checkMachine, findArchitecture } from './machine.mjs';
import { findPlugin, programIn } from './prefix.mjs';
import { dcmtkPackages, orthancPackages, revision, sources, suite } from './recipe.mjs';
import { unpackPackages, unpackSource } from './unpack.mjs';

/** @typedef {import('./prefix.mjs').Program} Program */

/**
 * @typedef {object} Runtime
 * @property {string} prefix Orthanc and all below it
 * @property {string} sdkInclude folder of `orthanc/OrthancCPlugin.h`
 * @property {string} quickjsSource folder of `quickjs.c`
 * @property {string} httplibInclude folder of `httplib.h`
 * @property {{ command: string, args: (configFolder: string) => string[], env: NodeJS.ProcessEnv }} orthanc
 * @property {{ dicomWeb: string }} plugins
 * @property {(name: string) => Program} run a program of DCMTK; provision it by `withDcmtk`
 */

/**
 * Unpacks Orthanc, its development files and the sources that the plugin is built from under `.runtime/`. Needs no root, changes
 * nothing else on the machine, and costs nothing once it is done.
 * @param {{ root: string, log: (message: string) => void, withDcmtk?: boolean }} options `root` is the repository
 * @returns {Promise<Runtime>}
 * @throws {import('../failure.mjs').Failure} when the machine lacks something
 */
export async function provision({ root, log, withDcmtk = false }) {
  const folder = join(root, '.runtime');
  const { debian } = findArchitecture();
  const recipes = {
    orthanc: fingerprint({ revision, suite, debian, orthancPackages }),
    src: fingerprint({ revision, suite, sources }),
    ...(withDcmtk && { dcmtk: fingerprint({ revision, suite, debian, dcmtkPackages }) }),
  };
  if (!(await isComplete(folder, recipes))) {
    await mkdir(folder, { recursive: true });
    const onWait = () => log('Waiting for another process that is unpacking Orthanc');
    await withLock(`${folder}: provision`, onWait, () => build(folder, recipes, debian, log));
  }
  const prefix = join(folder, 'orthanc');
  const orthanc = programIn(prefix, 'usr/sbin/Orthanc');
  return {
    prefix,
    sdkInclude: join(prefix, 'usr/include'),
    quickjsSource: join(folder, 'src', 'quickjs'),
    httplibInclude: join(folder, 'src', 'cpp-httplib'),
    orthanc: { ...orthanc, args: (configFolder) => [...orthanc.args, configFolder] },
    plugins: { dicomWeb: await findPlugin(prefix, 'OrthancDicomWeb') },
    run: (name) => programIn(join(folder, 'dcmtk'), join('usr/bin', name)),
  };
}

/**
 * @param {string} folder @param {Record<string, string>} recipes @param {string} debian @param {(message: string) => void} log
 */
async function build(folder, recipes, debian, log) {
  // The one we waited for may have done it.
  if (await isComplete(folder, recipes)) return;
  await checkMachine(folder);
  // Kept until everything is done: a broken download goes on from where it stopped.
  const downloads = join(folder, 'downloads');
  const archives = join(downloads, 'sources');
  await mkdir(archives, { recursive: true });
  const apt = await openPrivateApt(downloads, debian);
  log('Reading the Debian archive');
  await apt.update();
  if (!(await isDone(folder, 'orthanc', recipes.orthanc))) {
    log('Downloading Orthanc 1.12.7');
    const packages = await apt.downloadPackages(orthancPackages);
    log(`Unpacking ${packages.length} packages`);
    await finish(folder, 'orthanc', recipes.orthanc, (target) => unpackPackages(packages, target));
  }
  if (recipes.dcmtk && !(await isDone(folder, 'dcmtk', recipes.dcmtk))) {
    log('Downloading DCMTK');
    const packages = await apt.downloadPackages(dcmtkPackages);
    await finish(folder, 'dcmtk', recipes.dcmtk, (target) => unpackPackages(packages, target));
  }
  if (!(await isDone(folder, 'src', recipes.src))) {
    log('Downloading QuickJS and cpp-httplib');
    const names = sources.map((source) => source.name);
    await apt.downloadSources(names, archives);
    const patch = programIn(join(folder, 'orthanc'), 'usr/bin/patch');
    await finish(folder, 'src', recipes.src, async (target) => {
      for (const source of sources) await unpackSource(source, archives, join(target, source.name), patch);
    });
  }
  await rm(downloads, { recursive: true, force: true });
}

/**
 * Makes a folder beside its place and moves it there when it is complete: whatever stands there is whole.
 * @param {string} folder @param {string} name @param {string | undefined} recipe @param {(target: string) => Promise<void>} make
 */
async function finish(folder, name, recipe, make) {
  const draft = join(folder, `${name}.draft`);
  await rm(draft, { recursive: true, force: true });
  await make(draft);
  await writeFile(join(draft, stamp), `${recipe}\n`);
  await rm(join(folder, name), { recursive: true, force: true });
  await rename(draft, join(folder, name));
}

const stamp = '.sgim-recipe';

/** @param {string} folder @param {string} name @param {string | undefined} recipe */
async function isDone(folder, name, recipe) {
  const found = await readFile(join(folder, name, stamp), 'utf8').catch(() => '');
  return found.trim() === recipe;
}

/** @param {string} folder @param {Record<string, string>} recipes */
async function isComplete(folder, recipes) {
  const done = await Promise.all(
    Object.entries(recipes).map(([name, recipe]) => isDone(folder, name, recipe)),
  );
  return done.every(Boolean);
}

/** @param {object} recipe */
function fingerprint(recipe) {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex');
}
