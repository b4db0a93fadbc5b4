import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { runCommand } from '../command.mjs';
import { Failure } from '../failure.mjs';

/** Unpacked packages nobody reads at run time: half of the files. */
const unread = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/lintian',
  'usr/share/i18n',
  'var',
];

/**
 * Unpacks packages side by side into one prefix, without running any of their scripts.
 * @param {string[]} packages paths of .deb files
 * @param {string} prefix
 * @throws {Failure}
 */
export async function unpackPackages(packages, prefix) {
  await mkdir(prefix, { recursive: true });
  const waiting = [...packages];
  const worker = async () => {
    for (let file = waiting.pop(); file; file = waiting.pop()) {
      const outcome = await runCommand('dpkg-deb', ['--extract', file, prefix]);
      if (outcome.code === 0) continue;
      // apt has verified it: what remains is a disk that is full or failing. Fetch it again next time.
      await rm(file, { force: true });
      throw new Failure(`${basename(file)} could not be unpacked: ${lastLine(outcome.stderr)}.`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  await Promise.all(unread.map((path) => rm(join(prefix, path), { recursive: true, force: true })));
  await removePrivileged(prefix);
}

/**
 * Unpacked by root, programs such as `passwd` would be privileged ones that no update ever reaches.
 * @param {string} prefix
 */
async function removePrivileged(prefix) {
  for (const folder of ['usr/bin', 'usr/sbin']) {
    for (const name of await readdir(join(prefix, folder)).catch(() => [])) {
      const file = join(prefix, folder, name);
      const { mode } = await lstat(file);
      if (mode & 0o6000) await rm(file);
    }
  }
}

/**
 * Unpacks a source archive and puts Debian's fixes on top of it.
 * @param {{ name: string, archive: string, sha256: string }} source
 * @param {string} downloads where the archives are
 * @param {string} folder becomes the root of the source
 * @param {{ command: string, args: string[], env: NodeJS.ProcessEnv }} patch the `patch` program
 * @throws {Failure} when upstream's archive is not the one that was tested
 */
export async function unpackSource(source, downloads, folder, patch) {
  const archive = join(downloads, source.archive);
  const sha256 = createHash('sha256')
    .update(await readFile(archive))
    .digest('hex');
  if (sha256 !== source.sha256) {
    throw new Failure(
      `${source.archive} is not the file that was tested (SHA-256 ${sha256}): the archive carries another one.`,
    );
  }
  await mkdir(folder, { recursive: true });
  await extract(archive, folder);
  const prefix = source.archive.replace('.orig.tar.xz', '-');
  const changes = (await readdir(downloads)).find(
    (name) => name.startsWith(prefix) && name.endsWith('.debian.tar.xz'),
  );
  if (!changes) throw new Failure(`Debian's changes to ${source.name} are missing from the download.`);
  const debian = join(folder, 'debian');
  await mkdir(debian);
  await extract(join(downloads, changes), debian);
  const series = await readFile(join(debian, 'patches', 'series'), 'utf8').catch(() => '');
  for (const name of series.split('\n').filter((line) => line && !line.startsWith('#'))) {
    const input = await readFile(join(debian, 'patches', name), 'utf8');
    const args = [...patch.args, '--strip=1', '--batch', '--fuzz=0', `--directory=${folder}`];
    const outcome = await runCommand(patch.command, args, { env: patch.env, input });
    if (outcome.code !== 0)
      throw new Failure(`Debian's fix ${name} does not fit ${source.name}: ${lastLine(outcome.stdout)}.`);
  }
}

/**
 * apt decompresses, so that xz need not be installed; the one folder that archives begin with is left out.
 * @param {string} archive @param {string} folder
 */
async function extract(archive, folder) {
  const script =
    '/usr/lib/apt/apt-helper cat-file "$1" | tar --extract --strip-components=1 --no-same-owner --directory "$2"';
  const outcome = await runCommand('bash', ['-o', 'pipefail', '-c', script, 'extract', archive, folder]);
  if (outcome.code !== 0)
    throw new Failure(`${basename(archive)} could not be unpacked: ${lastLine(outcome.stderr)}.`);
}

/** @param {string} text */
function lastLine(text) {
  return text.trim().split('\n').pop() ?? '';
}
