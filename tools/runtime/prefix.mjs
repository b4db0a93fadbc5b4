import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findArchitecture } from './machine.mjs';

/**
 * @typedef {object} Program
 * @property {string} command
 * @property {string[]} args goes before the program's own arguments
 * @property {NodeJS.ProcessEnv} env replaces the environment
 */

/**
 * How to run a program of an unpacked prefix: by the prefix's own loader on the prefix's own libraries, so that nothing of the
 * machine's C library is mixed in.
 * @param {string} prefix
 * @param {string} program path inside the prefix
 * @returns {Program}
 */
export function programIn(prefix, program) {
  const { triplet, loader } = findArchitecture();
  const libraries = join(prefix, 'usr/lib', triplet);
  return {
    command: join(libraries, loader),
    args: ['--library-path', `${libraries}:${join(prefix, 'usr/lib/orthanc')}`, join(prefix, program)],
    env: {
      PATH: process.env.PATH,
      TZ: process.env.TZ,
      // Always there, without a locale being installed.
      LC_ALL: 'C.UTF-8',
      DCMDICTPATH: join(prefix, 'usr/share/dcmtk/dicom.dic'),
    },
  };
}

/**
 * The one file of a plugin, whose name ends in its version.
 * @param {string} prefix @param {string} name
 */
export async function findPlugin(prefix, name) {
  const folder = join(prefix, 'usr/lib/orthanc');
  const file = (await readdir(folder)).find((entry) => entry.startsWith(`lib${name}.so`));
  if (!file) throw new Error(`${folder} has no lib${name}.so`);
  return join(folder, file);
}
