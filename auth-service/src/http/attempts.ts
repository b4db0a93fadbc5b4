import { createHash } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { toNetwork } from './network.ts';
import { Problem } from './problem.ts';

const windowSeconds = 15 * 60;
/** Guesses at one account, from wherever. NIST SP 800-63B allows up to 100 in a row. */
const perAccount = 10;
/** A hospital may show itself to us as one address. */
const perAddress = 100;

/** Counts attempts at secrets in PostgreSQL, so that a restart or a second replica does not start anew. */
export interface Attempts {
  /**
   * Counts an attempt before its outcome is known, so that parallel ones count, too.
   * @throws Problem `session.too-many-attempts`
   */
  count(purpose: string, address: string, account?: string): Promise<void>;
  /** Takes back what a successful attempt has counted. */
  forgive(purpose: string, address: string, account?: string): Promise<void>;
}

export function createAttempts(pool: pg.Pool): Attempts {
  const limit = (keyPrefix: string, points: number) =>
    new RateLimiterPostgres({
      storeClient: pool,
      storeType: 'pool',
      tableName: 'attempts',
      tableCreated: true,
      keyPrefix,
      points,
      duration: windowSeconds,
    });
  const addresses = limit('address', perAddress);
  const accounts = limit('account', perAccount);

  return {
    async count(purpose, address, account) {
      await consume(addresses, `${purpose}:${toNetwork(address)}`);
      if (account !== undefined) await consume(accounts, toAccountKey(purpose, account));
    },
    async forgive(purpose, address, account) {
      await addresses.reward(`${purpose}:${toNetwork(address)}`);
      if (account !== undefined) await accounts.delete(toAccountKey(purpose, account));
    },
  };
}

/** Of a fixed length, and no list of who tried to sign in. */
const toAccountKey = (purpose: string, account: string) =>
  `${purpose}:${createHash('sha256').update(account).digest('hex')}`;

async function consume(limiter: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.ceil(refusal.msBeforeNext / 1000);
    throw new Problem(403, 'session.too-many-attempts', { headers: { 'Retry-After': String(seconds) } });
  }
}
