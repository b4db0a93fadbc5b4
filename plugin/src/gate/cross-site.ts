/**
 * Whether a request that changes something comes from our own pages (Fetch Metadata, else RFC 6454 `Origin`). Needed only for
 * cookies, which browsers add by themselves; a request with neither header is refused.
 *
 * @param publicOrigin Our origin. Where it is not set, the page's origin must name the host that was asked for.
 */
export function isFromOwnPages(headers: Record<string, string>, publicOrigin: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = headers.origin?.toLowerCase();
  if (origin === undefined) return false;
  if (publicOrigin !== undefined) return origin === publicOrigin;
  const host = headers.host?.toLowerCase();
  return host !== undefined && host !== '' && (origin === `http://${host}` || origin === `https://${host}`);
}
