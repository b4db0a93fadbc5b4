/**
 * Whether a request that changes something comes from our own pages (Fetch Metadata, else RFC 6454 `Origin`). Needed only for
 * cookies, which browsers add by themselves; a request with neither header is refused.
 *
 * @param publicOrigin Our origin, where it is known. Under other names than its own, the page and the request must name the
 * same host: a page of another site cannot choose what the browser writes there.
 */
export function isFromOwnPages(headers: Record<string, string>, publicOrigin: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const origin = headers.origin?.toLowerCase();
  const host = headers.host?.toLowerCase();
  if (origin === undefined) return false;
  const isPublicHost = host === undefined || host === '' || publicOrigin?.endsWith(`://${host}`);
  if (isPublicHost) return origin === publicOrigin;
  return origin === publicOrigin || origin === `http://${host}` || origin === `https://${host}`;
}
