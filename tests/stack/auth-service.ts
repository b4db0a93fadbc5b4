import { join } from 'node:path';
import { findFreePort } from '../../tools/ports.mjs';
import { type Running, startProcess, waitForAnswer } from './process.ts';

const root = join(import.meta.dirname, '../..');

export interface AuthServiceOptions {
  databaseUrl: string;
  secret: string;
  /** The address under which the browser reaches Orthanc. */
  publicUrl: string;
  logFile: string;
  /** Keep this port, for a service that comes back after a `kill`. */
  port?: number;
  /** More settings, such as `ADMIN_EMAIL`. */
  settings?: Record<string, string>;
}

/** The real auth service, as `npm start` runs it. */
export interface AuthService extends Running {
  url: string;
  port: number;
}

/**
 * Starts the built auth service, which migrates its database, and waits until it answers.
 * @throws with its log when it does not start
 */
export async function startAuthService(options: AuthServiceOptions): Promise<AuthService> {
  const port = options.port ?? (await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const running = startProcess({
    command: process.execPath,
    args: ['auth-service/dist/main.js'],
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: options.databaseUrl,
      PUBLIC_URL: options.publicUrl,
      AUTH_PORT: String(port),
      AUTH_SERVICE_SECRET: options.secret,
      LOG_LEVEL: 'debug',
      ...options.settings,
    },
    logFile: options.logFile,
  });
  await waitForAnswer(`${url}/health`, running);
  return {
    ...running,
    url,
    port,
  };
}
