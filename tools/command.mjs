import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
// A download or a compilation does not outlive us.
process.on('exit', () => {
  for (const child of running) child.kill();
});

/**
 * @typedef {object} Outcome
 * @property {number | null} code exit status, null when a signal ended it or when it could not be started
 * @property {string} stdout
 * @property {string} stderr the reason when it could not be started
 * @property {boolean} missing the command does not exist
 */

/**
 * Runs a command to its end and gives what it said. Never rejects.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, uid?: number, gid?: number, input?: string, onLine?: (line: string) => void }} [options]
 * @returns {Promise<Outcome>}
 */
export function runCommand(command, args, { onLine, input, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...options,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    running.add(child);
    let stdout = '';
    let stderr = '';
    let pending = '';
    /** @param {string} text */
    const split = (text) => {
      if (!onLine) return;
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) onLine(line);
    };
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      split(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdin?.on('error', () => {}).end(input);
    child.on('error', (error) => {
      const missing = 'code' in error && error.code === 'ENOENT';
      resolve({ code: null, stdout, stderr: error.message, missing });
    });
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, stdout, stderr, missing: false });
    });
  });
}

/**
 * Whether the machine has a command.
 * @param {string} command
 */
export async function hasCommand(command) {
  return !(await runCommand(command, ['--version'])).missing;
}
