import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

/** Who holds the connection: the plugin that hands on a client's request, or a plugin that asks for itself. */
export type Caller = 'door' | 'service';

declare global {
  namespace Express {
    interface Request {
      caller?: Caller;
    }
  }
}

const userName = 'sgim';

/**
 * Lets in only those who know the shared secret: as `x-sgim-door`, with which Orthanc hands on what clients send, or by HTTP Basic,
 * by which Orthanc's plugins ask for themselves.
 */
export function requireCaller(secret: string): RequestHandler {
  const isSecret = createComparison(secret);
  const isBasic = createComparison(`Basic ${Buffer.from(`${userName}:${secret}`).toString('base64')}`);
  return (request, _response, next) => {
    if (isSecret(request.get('x-sgim-door'))) request.caller = 'door';
    else if (isBasic(request.get('authorization'))) request.caller = 'service';
    else throw new Problem(403, 'permission.missing');
    next();
  };
}

/** Takes the same time wherever the first difference is; comparing digests hides the length, too. */
function createComparison(expected: string): (actual: string | undefined) => boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  const expectedDigest = digest(expected);
  return (actual) => timingSafeEqual(digest(actual ?? ''), expectedDigest);
}
