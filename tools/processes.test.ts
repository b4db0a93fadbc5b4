import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endProcess, isAlive, processIdentity } from './processes.mjs';

it('tells a process from another one that gets its number', () => {
  const self = processIdentity(process.pid) ?? '';
  expect(processIdentity(process.pid)).toBe(self);
  expect(isAlive(self)).toBe(true);
  const [pid, start, boot] = self.split(' ');
  expect(isAlive(`${pid} ${Number(start) - 1} ${boot}`)).toBe(false);
});

it('ends a process that does not listen', async () => {
  const script = `process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1e6);`;
  const child = spawn(process.execPath, ['--eval', script]);
  await once(child.stdout, 'data');
  const ended = once(child, 'exit');
  await endProcess(processIdentity(child.pid ?? 0) ?? '', { patienceMs: 100 });
  expect(await ended).toEqual([null, 'SIGKILL']);
});

it('has nothing to do for a process that is gone', async () => {
  const child = spawn('true');
  const identity = processIdentity(child.pid ?? 0) ?? '';
  await once(child, 'exit');
  await endProcess(identity);
  expect(isAlive(identity)).toBe(false);
});
