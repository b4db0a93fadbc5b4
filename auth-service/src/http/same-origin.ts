/** What tells where a browser's request comes from. */
export interface Provenance {
  /** `Sec-Fetch-Site`; browsers leave it out on plain http outside localhost. */
  fetchSite: string | undefined;
  /** `Origin`; browsers send it with every POST, PUT and DELETE. */
  origin: string | undefined;
  /** The host that the client asked for. */
  host: string | undefined;
}

/**
 * Whether a request that changes something comes from our own pages. Whoever sends neither header is no browser, and has no
 * business with a cookie. A page of another site can forge neither (Fetch Metadata, W3C; Origin, RFC 6454).
 */
export function isSameOrigin({ fetchSite, origin, host }: Provenance, publicUrl: string): boolean {
  if (fetchSite !== undefined) return fetchSite === 'same-origin';
  if (origin === undefined || !URL.canParse(origin)) return false;
  // A site may be reached by other names than its public one; the browser itself says which one it asked for.
  return origin === publicUrl || new URL(origin).host === host;
}
