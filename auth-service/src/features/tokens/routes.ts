import type { Knex } from 'knex';
import { internal } from '../../../contract/internal.ts';
import { tokens as contract } from '../../../contract/tokens.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { presentToken } from './present.ts';
import { findExcess, findForeignLabels } from './rules.ts';
import { createToken, listTokens, revokeToken } from './store.ts';

const secondsPerDay = 24 * 60 * 60;

export function mountTokens(mount: Mount, knex: Knex): void {
  mount(contract.list, async ({ actor }) => {
    const tokens = await listTokens(knex, actor.account.id);
    return tokens.map((token) => presentToken(token, actor.grants));
  });

  mount(contract.create, async ({ actor, body }) => {
    const excess = findExcess(actor.grants, body.permissions);
    if (excess.length > 0) throw new Problem(403, 'token.exceeds-owner', { details: excess });
    const foreign = findForeignLabels(actor.grants, body.labels ?? []);
    if (foreign.length > 0)
      throw new Problem(403, 'token.exceeds-owner', { details: foreign.map((index) => `labels/${index}`) });
    const { token, secret } = await createToken(knex, {
      ownerId: actor.account.id,
      name: body.name.trim(),
      permissions: body.permissions,
      labels: body.labels,
      validSeconds: body.validDays * secondsPerDay,
    });
    return { token: presentToken(token, actor.grants), secret };
  });

  mount(contract.revoke, async ({ actor, params }) => {
    if (!(await revokeToken(knex, actor.account.id, params.id))) throw new Problem(404, 'token.not-found');
    return undefined;
  });

  mount(internal.createServiceToken, async ({ body }) => {
    const { secret } = await createToken(knex, { ...body, ownerId: null });
    return { secret };
  });
}
