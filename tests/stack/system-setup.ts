import type { TestProject } from 'vitest/node';
import { type StackAddress, startStack } from './launch.ts';

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackAddress;
  }
}

/** Starts the product once for all system tests. It is built before: by `npm test`, or by `npm run build`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { postgresUrl } = project.getProvidedContext();
  const { address, stop } = await startStack({ clusterUrl: postgresUrl });
  project.provide('stack', address);
  return stop;
}
