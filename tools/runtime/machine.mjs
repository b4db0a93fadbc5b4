import { readFile, statfs } from 'node:fs/promises';
import { hasCommand, runCommand } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { neededBytes, suite } from './recipe.mjs';

/**
 * @typedef {object} Architecture
 * @property {string} debian Debian's name of it
 * @property {string} triplet the folder of its libraries
 * @property {string} loader the file name of its dynamic loader
 */

/** @type {Partial<Record<NodeJS.Architecture, Architecture>>} */
const architectures = {
  x64: { debian: 'amd64', triplet: 'x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' },
  arm64: { debian: 'arm64', triplet: 'aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' },
};

/**
 * @returns {Architecture}
 * @throws {Failure} on anything but 64-bit Linux on Intel, AMD or ARM
 */
export function findArchitecture() {
  const architecture = process.platform === 'linux' ? architectures[process.arch] : undefined;
  if (architecture) return architecture;
  throw new Failure(
    `SGIM runs on Linux on amd64 or arm64, this is ${process.platform} on ${process.arch}: use such a machine, or Docker.`,
  );
}

/**
 * Checks what provisioning and building need and cannot install themselves.
 * @param {string} folder where the files will go
 * @throws {Failure}
 */
export async function checkMachine(folder) {
  for (const command of ['apt-get', 'dpkg-deb']) {
    if (!(await hasCommand(command))) {
      throw new Failure(
        `${command} is missing: SGIM unpacks Orthanc from Debian packages and needs Debian or Ubuntu.`,
      );
    }
  }
  // It may carry arguments: «ccache g++».
  const [compiler = 'g++'] = process.env.CXX?.split(/\s+/).filter(Boolean) ?? [];
  if (!(await hasCommand(compiler))) {
    throw new Failure(`The C++ compiler ${compiler} is missing: install it with "apt-get install g++".`);
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < neededBytes) {
    const [free, needed] = [bavail * bsize, neededBytes].map((bytes) => `${Math.floor(bytes / 1e6)} MB`);
    throw new Failure(
      `There is too little room in ${folder}: ${free} free, ${needed} needed; free some or use another folder.`,
    );
  }
}

/**
 * The keys that Debian signs its archive with, as a package of the machine itself brought them.
 * @throws {Failure} when the machine has none
 */
export async function findKeyring() {
  const file = '/usr/share/keyrings/debian-archive-keyring.gpg';
  const found = await readFile(file).then(
    () => true,
    () => false,
  );
  if (found) return file;
  throw new Failure(
    `${file} is missing, without it Debian's packages cannot be verified: "apt-get install debian-archive-keyring".`,
  );
}

/**
 * Addresses of the Debian archive, as this machine's own apt knows them.
 * @returns {Promise<{ main: string, security: string | undefined }>}
 * @throws {Failure} when the machine knows none
 */
export async function findMirror() {
  const chosen = process.env.DEBIAN_MIRROR;
  if (chosen) return { main: chosen, security: undefined };
  const format = '$(ORIGIN)\t$(RELEASE)\t$(COMPONENT)\t$(REPO_URI)';
  const targets = await runCommand('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const isDebian = /^ID="?debian"?$/m.test(await readFile('/etc/os-release', 'utf8').catch(() => ''));
  const rows = targets.stdout
    .split('\n')
    .map((line) => line.split('\t'))
    // apt knows the origin only of archives it has already read: a fresh Debian says nothing there.
    .filter(
      ([origin, , component]) => component === 'main' && (origin === 'Debian' || (origin === '' && isDebian)),
    );
  const security = rows.find(([, release]) => release?.endsWith('-security'))?.[3];
  const main = rows.find(([, release]) => release && !release.includes('-') && !release.includes('/'))?.[3];
  if (main) return { main, security };
  throw new Failure(
    `This machine's apt knows no Debian archive: set DEBIAN_MIRROR to the address of one that carries ${suite}.`,
  );
}
