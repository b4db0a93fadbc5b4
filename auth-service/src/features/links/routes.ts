import type { Knex } from 'knex';
import type pg from 'pg';
import { linkRoutes } from '../../../contract/internal-links.ts';
import { links as contract, type LinkedStudy } from '../../../contract/links.ts';
import { recordEvent } from '../../db/audit-events.ts';
import type { Actor } from '../../http/access.ts';
import { type Credential, readNamedCredential } from '../../http/credential.ts';
import { describeDoer } from '../../http/doer.ts';
import type { Mount } from '../../http/mount.ts';
import { Problem } from '../../http/problem.ts';
import { findValidity } from '../profile/rules.ts';
import { presentDecoded, presentLink, presentResource } from './present.ts';
import { findEnd, findPermissions, mayRead, opens } from './rules.ts';
import { createLink, findLinkBySecret, listLinks, revokeLink } from './store.ts';

interface Needs {
  knex: Knex;
  pool: pg.Pool;
  identify(credential: Credential): Promise<Actor | undefined>;
}

/** Shares and instant links, as the authorization plugin's contract has them, and what their makers can do with them. */
export function mountLinks(mount: Mount, { knex, pool, identify }: Needs): void {
  mount(linkRoutes.createLink, async ({ params: { type }, body }) => {
    const resources = body.resources.map(readResource);
    const now = new Date();
    const expiresAt = findEnd(
      type,
      {
        expirationDate: body['expiration-date'] || undefined,
        validitySeconds: body['validity-duration'] ?? undefined,
      },
      now,
    );
    if (!expiresAt) refuseBody('/expiration-date must be a date in the future');
    const { id, secret } = await createLink(knex, {
      type,
      permissions: findPermissions(type),
      resources,
      createdBy: body.minter ?? null,
      expiresAt,
    });
    return {
      token: secret,
      url: null,
      request: {
        id: body.id || id,
        resources: resources.map(presentResource),
        type,
        'expiration-date': expiresAt.toISOString(),
        'validity-duration': Math.floor((expiresAt.getTime() - now.getTime()) / 1000),
      },
    };
  });

  mount(linkRoutes.validateToken, async ({ body }) => {
    const credential = readNamedCredential(body['token-key'], body['token-value']);
    const actor = credential && (await identify(credential));
    if (!actor) return refused;
    const asked = {
      method: body.method,
      level: body.level,
      orthancId: body['orthanc-id'] || undefined,
      dicomUid: body['dicom-uid'] || undefined,
      labels: body.labels ?? [],
    };
    const granted = actor.kind === 'link' ? opens(actor.resources, asked) : mayRead(actor.grants, asked);
    return granted ? { granted, validity: findValidity(actor.expiresAt, new Date()) } : refused;
  });

  mount(linkRoutes.decodeToken, async ({ body }) => {
    const credential = readNamedCredential(body['token-key'], body['token-value']);
    const link = credential?.kind === 'token' ? await findLinkBySecret(pool, credential.secret) : undefined;
    if (!link) return presentDecoded('unknown');
    if (link.state !== 'live') return presentDecoded(link.state === 'expired' ? 'expired' : 'invalid');
    return presentDecoded(link);
  });

  mount(contract.list, async ({ actor }) => (await listLinks(knex, actor.id)).map(presentLink));

  mount(contract.revoke, async ({ params: { id }, ...call }) =>
    knex.transaction(async (trx) => {
      if (!(await revokeLink(trx, call.actor.id, id))) throw new Problem(404, 'link.not-found');
      const doer = describeDoer(contract.revoke, call);
      await recordEvent(trx, { ...doer, action: 'share', detail: `link ${id} revoked` });
      return undefined;
    }),
  );
}

/** A refusal is nothing to rely on: labels may change at any moment. */
const refused = { granted: false, validity: 0 };

interface Named {
  'orthanc-id'?: string | null;
  'dicom-uid'?: string | null;
}

function readResource(named: Named, index: number): LinkedStudy {
  const orthancId = named['orthanc-id'] || null;
  const dicomUid = named['dicom-uid'] || null;
  if (orthancId === null && dicomUid === null)
    refuseBody(`/resources/${index} must have an orthanc-id or a dicom-uid`);
  return { orthancId, dicomUid, level: 'study' };
}

function refuseBody(what: string): never {
  throw new Problem(400, 'request.invalid', { details: [`body${what}`] });
}
