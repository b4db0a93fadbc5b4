import { spawn } from 'node:child_process';
import { open, readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../failure.mjs';
import { endProcess, processIdentity } from '../processes.mjs';

/** Every process that we start carries the data folder it works for in its environment. */
const mark = 'SGIM_STARTED_FOR';

/**
 * @typedef {object} Child
 * @property {string} name for people
 * @property {string} logFile
 * @property {Promise<string>} exited how it ended, once it has
 * @property {() => Promise<void>} stop asks it to end, and insists after a while
 * @property {() => void} kill
 */

/**
 * Starts a program that writes its log into a file.
 * @param {object} options
 * @param {string} options.name
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.cwd
 * @param {string} options.logFile
 * @param {string} options.dataFolder
 * @param {number} options.patienceMs how long it may take to end
 * @returns {Promise<Child>}
 */
export async function startChild({ name, command, args, env, cwd, logFile, dataFolder, patienceMs }) {
  const output = await open(logFile, 'a', 0o600);
  const child = spawn(command, args, {
    cwd,
    env: { ...env, [mark]: dataFolder },
    stdio: ['ignore', output.fd, output.fd],
    // A process group of its own: Ctrl-C in the terminal reaches us alone, and we stop things in order.
    detached: true,
  });
  /** @type {Promise<string>} */
  const exited = new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit status ${code}`));
  });
  await output.close();
  const kill = () => {
    child.kill('SIGKILL');
  };
  const stop = async () => {
    child.kill('SIGTERM');
    const force = setTimeout(kill, patienceMs);
    await exited;
    clearTimeout(force);
  };
  return { name, logFile, exited, stop, kill };
}

/**
 * Asks until the answer is yes.
 * @param {Pick<Child, 'name' | 'logFile' | 'exited'>} child
 * @param {() => Promise<boolean>} isReady
 * @param {number} patienceMs
 * @throws {Failure} when the child ends first, or never answers
 */
export async function waitUntilReady(child, isReady, patienceMs) {
  /** @type {string | undefined} */
  let end;
  child.exited.then((how) => {
    end = how;
  });
  for (const deadline = performance.now() + patienceMs; performance.now() < deadline; await pause(30)) {
    if (await isReady().catch(() => false)) return;
    if (end !== undefined) throw new Failure(await describeEnd(child, end));
  }
  throw new Failure(`${child.name} does not answer: see ${child.logFile}.`);
}

/**
 * One sentence about a process that ended by itself.
 * @param {Pick<Child, 'name' | 'logFile'>} child
 * @param {string} how
 */
export async function describeEnd({ name, logFile }, how) {
  const log = await readFile(logFile, 'utf8').catch(() => '');
  const lines = log.trim().split('\n');
  const last = lines.findLast((line) => /error|fatal|exception|^E\d/i.test(line)) ?? lines.at(-1) ?? '';
  return `${name} ended (${how}), see ${logFile}: ${last.slice(0, 300)}`;
}

/**
 * Ends what an earlier launcher left behind when it was killed.
 * @param {string} dataFolder
 * @returns {Promise<number>} how many processes that were
 */
export async function endLeftovers(dataFolder) {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      return environment.split('\0').includes(`${mark}=${dataFolder}`) ? processIdentity(pid) : undefined;
    }),
  );
  const leftovers = found.filter((identity) => identity !== undefined);
  await Promise.all(leftovers.map((identity) => endProcess(identity)));
  return leftovers.length;
}
