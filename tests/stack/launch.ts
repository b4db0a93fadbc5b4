import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../../tools/ports.mjs';
import { type AuthService, startAuthService } from './auth-service.ts';
import { createDatabase } from './databases.ts';
import { type Orthanc, startOrthanc } from './orthanc.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

export interface Credentials {
  email: string;
  password: string;
}

/** Where the parts of a running product are; plain data. */
export interface StackAddress {
  /** What a browser opens: `http://127.0.0.1:…`, without a slash at its end. */
  url: string;
  dicomPort: number;
  serviceUrl: string;
  serviceSecret: string;
  databaseUrl: string;
  /** The administrator, where one was asked for. */
  admin: Credentials;
  logFiles: { orthanc: string; service: string };
}

export interface Stack {
  address: StackAddress;
  orthanc: Orthanc;
  service: AuthService;
  /** Ends everything and removes what it left. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** A PostgreSQL cluster, as an owner that may create databases. */
  clusterUrl: string;
  /** Without an administrator the product waits for its set-up link. */
  withAdmin?: boolean;
}

/**
 * Starts the built product on free loopback ports, with a database and a storage of its own.
 * @throws with the log of the part that does not start; what did start is ended
 */
export async function startStack({ clusterUrl, withAdmin = true }: StackOptions): Promise<Stack> {
  const folder = await createTemporaryFolder('stack');
  const admin = { email: 'admin@example.org', password: randomBytes(12).toString('base64url') };
  const serviceSecret = randomBytes(32).toString('base64url');
  const httpPort = await findFreePort();
  const databaseUrl = await createDatabase(clusterUrl, `stack_${randomBytes(6).toString('hex')}`);
  const stopping: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of stopping.splice(0).reverse()) await step();
  };
  try {
    const service = await startAuthService({
      databaseUrl,
      secret: serviceSecret,
      publicUrl: `http://127.0.0.1:${httpPort}`,
      logFile: join(folder, 'auth-service.log'),
      settings: withAdmin ? { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password } : {},
    });
    stopping.push(() => service.stop());
    const orthanc = await startOrthanc({ serviceUrl: service.url, serviceSecret, httpPort, folder });
    stopping.push(() => orthanc.stop());
    const address: StackAddress = {
      url: orthanc.url,
      dicomPort: orthanc.dicomPort,
      serviceUrl: service.url,
      serviceSecret,
      databaseUrl,
      admin,
      logFiles: { orthanc: orthanc.logFile, service: service.logFile },
    };
    return { address, orthanc, service, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
