import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import type { Mount } from '../../http/mount.ts';
import type { Bell } from './bell.ts';
import { readRevocations } from './store.ts';
import { waitForRevocations } from './wait.ts';

export function mountRevocations(mount: Mount, { knex, bell }: { knex: Knex; bell: Bell }): void {
  mount(internal.waitForRevocations, async ({ body, response }) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    return waitForRevocations((after) => readRevocations(knex, after), bell, {
      after: body.after,
      ms: body.waitSeconds * 1000,
      signal: gone.signal,
    });
  });
}
