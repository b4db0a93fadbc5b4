import { createServer } from 'node:net';

/**
 * Finds a port of the loopback interface that nobody listens on now.
 * @returns {Promise<number>}
 */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * @param {number} port
 * @param {string} [host] all interfaces when left out
 * @returns {Promise<'free' | 'taken' | 'forbidden'>} forbidden: only root may listen on it
 */
export function probePort(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (error) =>
      resolve('code' in error && error.code === 'EACCES' ? 'forbidden' : 'taken'),
    );
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('free')));
  });
}
