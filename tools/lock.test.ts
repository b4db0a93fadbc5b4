import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { tryLock, withLock } from './lock.mjs';

it('gives a lock to one at a time', async () => {
  const name = randomUUID();
  const release = await tryLock(name);
  expect(release).toBeDefined();
  expect(await tryLock(name)).toBeUndefined();
  release?.();
  expect(await tryLock(name)).toBeDefined();
});

it('runs work one after the other, also when some of it fails', async () => {
  const name = randomUUID();
  const order: string[] = [];
  const works = ['a', 'b', 'c'].map((who) =>
    withLock(
      name,
      () => {},
      async () => {
        order.push(`${who} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        order.push(`${who} ends`);
        if (who === 'b') throw new Error('b fails');
      },
    ),
  );
  const outcomes = await Promise.allSettled(works);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  for (let i = 0; i < order.length; i += 2) expect(order[i + 1]).toBe(order[i]?.replace('begins', 'ends'));
});

it('gets a lock back from a process that was killed', async () => {
  const name = randomUUID();
  const module = JSON.stringify(new URL('lock.mjs', import.meta.url).href);
  const script = `const { tryLock } = await import(${module});
    await tryLock(${JSON.stringify(name)}); console.log('held'); setInterval(() => {}, 1e6);`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  await once(holder.stdout, 'data');
  expect(await tryLock(name)).toBeUndefined();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(await tryLock(name)).toBeDefined();
});
