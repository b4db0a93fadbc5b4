import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';

const limitMs = 1_000;

/** Healthy means able to work: without PostgreSQL this service can do nothing. */
export function mountHealth(mount: Mount, knex: Knex): void {
  mount(internal.health, async () => {
    try {
      await knex.raw('select 1').timeout(limitMs);
    } catch (cause) {
      throw new Problem(503, 'service.unavailable', { cause });
    }
    return { status: 'ok' as const };
  });
}
