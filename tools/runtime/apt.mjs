import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.mjs';
import { Failure } from '../failure.mjs';
import { findKeyring, findMirror } from './machine.mjs';
import { suite } from './recipe.mjs';

/**
 * An apt that lives in one folder: its own source list, package lists, downloads and an empty list of installed packages, so that
 * it resolves everything down to libc and neither reads nor changes the state of the machine.
 * @param {string} folder
 * @param {string} architecture Debian's name of the processor
 * @returns {Promise<PrivateApt>}
 * @throws {Failure} when the machine has no keyring or no archive
 */
export async function openPrivateApt(folder, architecture) {
  const [keyring, mirror, inherited] = [await findKeyring(), await findMirror(), await inheritedSettings()];
  const downloads = join(folder, 'cache', 'archives');
  await mkdir(join(downloads, 'partial'), { recursive: true });
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true });
  await writeFile(join(folder, 'status'), '');
  const signed = `signed-by=${keyring}`;
  const lines = [
    `deb [arch=${architecture} ${signed}] ${mirror.main} ${suite} main`,
    `deb-src [${signed}] ${mirror.main} ${suite} main`,
  ];
  if (mirror.security) {
    lines.push(`deb [arch=${architecture} ${signed}] ${mirror.security} ${suite}-security main`);
    lines.push(`deb-src [${signed}] ${mirror.security} ${suite}-security main`);
  }
  await writeFile(join(folder, 'sources.list'), `${lines.join('\n')}\n`);
  const settings = {
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Log': folder,
    // As root, apt would download as a user who may be unable to enter this folder.
    'APT::Sandbox::User': '',
    'APT::Architecture': architecture,
    // The two colons append to a list, which otherwise would name the machine's foreign architectures too.
    'APT::Architectures::': architecture,
    'APT::Install-Recommends': 'false',
    'APT::Get::AllowUnauthenticated': 'false',
    'Acquire::AllowInsecureRepositories': 'false',
    'Acquire::AllowWeakRepositories': 'false',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
  };
  const own = Object.entries(settings).map(([name, value]) => `${name} "${value}";`);
  const configuration = join(folder, 'apt.conf');
  await writeFile(configuration, `${[...inherited, ...own].join('\n')}\n`, { mode: 0o600 });
  return new PrivateApt(configuration, downloads);
}

/** How the machine reaches archives (proxies, certificates, clocks) is its owner's decision: it holds for us too. */
async function inheritedSettings() {
  const dump = await runCommand('apt-config', ['dump']);
  return dump.stdout
    .split('\n')
    .filter(
      (line) => /^Acquire::(https?|Check-Valid-Until|Check-Date)\b/.test(line) && !line.endsWith(' "";'),
    );
}

class PrivateApt {
  /** @param {string} configuration @param {string} downloads */
  constructor(configuration, downloads) {
    this.configuration = configuration;
    this.downloads = downloads;
  }

  /** Reads the archive's lists. @throws {Failure} */
  async update() {
    await this.#run('apt-get', ['update', '-o', 'APT::Update::Error-Mode=any']);
  }

  /**
   * Downloads packages with all they depend on; what is there already, or in part, is not fetched again.
   * @param {string[]} packages names, or `name=version`
   * @returns {Promise<string[]>} paths of the .deb files
   * @throws {Failure}
   */
  async downloadPackages(packages) {
    await this.#run('apt-get', ['install', '--download-only', '-qq', '-y', ...packages]);
    // Lines such as «'<address>' <file name> <size> <hash>»; apt leaves out what it has, so show it a folder that has nothing.
    const nowhere = [
      '-o',
      'Dir::Cache::archives=/nonexistent/',
      '-o',
      'Dir::Cache::pkgcache=',
      '-o',
      'Dir::Cache::srcpkgcache=',
    ];
    const listed = await this.#run('apt-get', [
      'install',
      '--print-uris',
      '-qq',
      '-y',
      ...nowhere,
      ...packages,
    ]);
    const names = listed.split('\n').flatMap((line) => /^'[^']+' (\S+\.deb) /.exec(line)?.[1] ?? []);
    return names.map((name) => join(this.downloads, name));
  }

  /**
   * Downloads the archives of source packages into a folder.
   * @param {string[]} names
   * @param {string} folder
   * @throws {Failure}
   */
  async downloadSources(names, folder) {
    await this.#run('apt-get', ['source', '--download-only', '-qq', ...names], folder);
  }

  /**
   * @param {string} command @param {string[]} args @param {string} [cwd]
   * @throws {Failure}
   */
  async #run(command, args, cwd) {
    const env = {
      ...process.env,
      APT_CONFIG: this.configuration,
      LC_ALL: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
    };
    const outcome = await runCommand(command, args, cwd ? { env, cwd } : { env });
    if (outcome.code === 0) return outcome.stdout;
    throw explain(outcome.stderr);
  }
}

/**
 * One sentence out of what apt said.
 * @param {string} stderr
 */
function explain(stderr) {
  const reason = /^[EW]: (.*)$/m.exec(stderr)?.[1] ?? stderr.trim().split('\n').pop();
  if (/NO_PUBKEY|no public key|Missing key/i.test(stderr)) {
    return new Failure(
      `The machine's debian-archive-keyring is too old to verify Debian ${suite}: "apt-get install debian-archive-keyring".`,
    );
  }
  if (/No space left/i.test(stderr)) return new Failure(`The disk is full: apt says "${reason}".`);
  if (/resolv|connect|unreachable|timed out|network/i.test(stderr)) {
    return new Failure(
      `The Debian archive cannot be reached, check the network or DEBIAN_MIRROR: apt says "${reason}".`,
    );
  }
  if (/InRelease|Release file|not signed/.test(stderr)) {
    return new Failure(
      `The archive has no Debian ${suite} that can be verified, set DEBIAN_MIRROR to one that has: apt says "${reason}".`,
    );
  }
  if (/Version .* was not found|Unable to locate/i.test(stderr)) {
    return new Failure(
      `The Debian archive lacks a version that SGIM needs, set DEBIAN_MIRROR to another: apt says "${reason}".`,
    );
  }
  return new Failure(`Debian's packages could not be downloaded: apt says "${reason}".`);
}
