import type { Credential } from './credential.ts';

/** A name for a credential under which things can be kept: the credential itself is never written down. */
export type CredentialKey = (credential: Credential) => string;

/** Keeps the latest: a digest costs more than the rest of a decision. */
export function makeCredentialKey({ crypto }: Pick<Orthanc, 'crypto'>): CredentialKey {
  const keys = new Map<string, string>();
  return ({ key, value }) => {
    const text = `${key} ${value}`;
    const known = keys.get(text);
    if (known !== undefined) return known;
    if (keys.size >= 256) keys.clear();
    const digest = crypto.sha256(text);
    keys.set(text, digest);
    return digest;
  };
}
