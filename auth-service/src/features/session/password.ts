import { randomBytes } from 'node:crypto';
import { hash as hashArgon, type Options, verify as verifyArgon } from '@node-rs/argon2';

/** Argon2id with 19 MiB and 2 passes: OWASP Password Storage Cheat Sheet. */
const cost: Options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes the same time whether or not there is a stored hash, so that nobody learns which accounts exist. */
  matches(stored: string | null | undefined, password: string): Promise<boolean>;
}

/** @param verify computes a hash and compares; tests count its calls */
export function createPasswords(verify: typeof verifyArgon = verifyArgon): Passwords {
  const hash = (password: string) => hashArgon(password, cost);
  const decoy = hash(randomBytes(32).toString('base64url'));
  return {
    hash,
    async matches(stored, password) {
      const matches = await verify(stored ?? (await decoy), password);
      return matches && Boolean(stored);
    },
  };
}
