import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, inject } from 'vitest';
import { type Stack, type StackAddress, type StackOptions, startStack } from './launch.ts';
import { type Orthanc, type OrthancOptions, startOrthanc } from './orthanc.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** The product that all system tests share: leave nothing in it that another test would stumble over. */
export const stack: StackAddress = inject('stack');

const started: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of started.splice(0).reverse()) await one.stop();
});

/**
 * An Orthanc for this file alone, to be killed or dirtied. It asks the shared auth service, unless told otherwise. It ends with the
 * file's tests.
 */
export async function freshOrthanc(options: Partial<OrthancOptions> = {}): Promise<Orthanc> {
  const orthanc = await startOrthanc({
    serviceUrl: stack.serviceUrl,
    serviceSecret: stack.serviceSecret,
    ...options,
  });
  started.push(orthanc);
  return orthanc;
}

/** A whole product for this file alone, with an empty database. It ends with the file's tests. */
export async function freshStack(options: Omit<StackOptions, 'clusterUrl'> = {}): Promise<Stack> {
  const fresh = await startStack({ clusterUrl: inject('postgresUrl'), ...options });
  started.push(fresh);
  return fresh;
}

/** An empty folder for this file's tests, removed after them. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await createTemporaryFolder(name);
  started.push({ stop: () => rm(folder, { recursive: true, force: true }) });
  return folder;
}

/** What a part of the shared product has logged so far. */
export function readLog(part: keyof StackAddress['logFiles']): string {
  return readFileSync(stack.logFiles[part], 'utf8');
}
