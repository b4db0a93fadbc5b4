import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Takes a lock that the kernel gives back when this process ends, however it ends: an abstract Unix socket (unix(7)), of which there
 * is no file that could stay behind. It holds among the processes of one machine or container.
 * @param {string} name anything that names what is locked, such as the path of a folder
 * @returns {Promise<(() => void) | undefined>} gives it back; undefined when somebody else holds it
 */
export function tryLock(name) {
  const digest = createHash('sha256').update(name).digest('hex');
  // As long as such a name can be: Node fills shorter ones up, or not, depending on its version.
  const path = `\0sgim-${digest}`.padEnd(108, '-');
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', (error) => {
      if ('code' in error && error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ path }, () => resolve(() => server.close()));
    server.unref();
  });
}

/**
 * Does some work while nobody else does.
 * @template T
 * @param {string} name
 * @param {() => void} onWait called once when it has to wait
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, onWait, work) {
  let release = await tryLock(name);
  if (!release) onWait();
  while (!release) {
    await pause(200);
    release = await tryLock(name);
  }
  try {
    return await work();
  } finally {
    release();
  }
}
