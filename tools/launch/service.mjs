import { dirname } from 'node:path';
import { startChild, waitUntilReady } from './child.mjs';

/**
 * @typedef {object} AuthService
 * @property {import('./child.mjs').Child} child
 * @property {() => Promise<string | null>} createSetUpCode null when there is an administrator already
 * @property {(token: { name: string, permissions: string[], validSeconds: number }) => Promise<string>} createToken
 */

/**
 * Starts the auth service and waits until it answers.
 * @param {object} options
 * @param {string} options.program
 * @param {import('./settings.mjs').Settings} options.settings
 * @param {string} options.databaseUrl
 * @param {string} options.secret
 * @param {string} options.logFile
 * @param {(child: import('./child.mjs').Child) => void} options.onStart
 * @returns {Promise<AuthService>}
 * @throws {import('../failure.mjs').Failure}
 */
export async function startService({ program, settings, databaseUrl, secret, logFile, onStart }) {
  const child = await startChild({
    name: 'The auth service',
    command: process.execPath,
    args: ['--enable-source-maps', program],
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: databaseUrl, AUTH_SERVICE_SECRET: secret },
    cwd: dirname(program),
    logFile,
    dataFolder: settings.SGIM_DATA,
    patienceMs: 10_000,
  });
  onStart(child);
  const url = serviceUrl(settings);
  await waitUntilReady(child, async () => (await fetch(`${url}/health`)).ok, 60_000);

  /** @param {string} path @param {object} body */
  const ask = async (path, body) => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`sgim:${secret}`).toString('base64')}`,
      },
      body: JSON.stringify(body),
    });
    if (!response.ok)
      throw new Error(`The auth service answers ${response.status} to ${path}: see ${logFile}`);
    return response.json();
  };
  return {
    child,
    createSetUpCode: async () => (await ask('/internal/set-up-code', {})).code,
    createToken: async (token) => (await ask('/internal/tokens', token)).secret,
  };
}

/**
 * Where the auth service listens.
 * @param {import('./settings.mjs').Settings} settings
 */
export function serviceUrl({ AUTH_HOST: host, AUTH_PORT: port }) {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
