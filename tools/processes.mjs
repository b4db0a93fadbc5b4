import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Names one process for all time: its number and the moment it started, in clock ticks since boot, and the boot itself. A number
 * alone may come to belong to a stranger. proc(5).
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process, or only its zombie
 */
export function processIdentity(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may itself hold spaces and parentheses: count the fields behind its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${pid} ${fields[19]} ${boot}`;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} identity what {@link processIdentity} gave
 */
export function isAlive(identity) {
  return processIdentity(Number.parseInt(identity, 10)) === identity;
}

/**
 * Ends a process that need not be our child: asks, waits, then forces.
 * @param {string} identity what {@link processIdentity} gave
 * @param {{ signal?: NodeJS.Signals, patienceMs?: number }} [options]
 */
export async function endProcess(identity, { signal = 'SIGTERM', patienceMs = 10_000 } = {}) {
  if (!isAlive(identity)) return;
  const pid = Number.parseInt(identity, 10);
  send(pid, signal);
  for (const end = performance.now() + patienceMs; isAlive(identity) && performance.now() < end; )
    await pause(20);
  if (!isAlive(identity)) return;
  send(pid, 'SIGKILL');
  while (isAlive(identity)) await pause(20);
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
