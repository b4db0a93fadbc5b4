import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { cloneDatabase, dropDatabase } from './databases.ts';

/**
 * Creates a migrated, otherwise empty database for one test file and drops it after the file's tests.
 * @returns its connection URL
 */
export async function createTestDatabase(): Promise<string> {
  const clusterUrl = inject('postgresUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = await cloneDatabase(clusterUrl, name);
  afterAll(() => dropDatabase(clusterUrl, name));
  return url;
}
