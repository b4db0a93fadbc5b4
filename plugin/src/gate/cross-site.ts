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

/** Schemes of HTTP whose credentials a browser keeps and sends along to whatever page asks (RFC 7617, 7616, 4559). */
const keptScheme = /^(?:basic|digest|negotiate|ntlm) /i;

/**
 * Whether a browser may have sent a credential without being told to by the page: our cookie, and what it keeps of HTTP's own schemes,
 * as far as it is a browser.
 */
export function isSentByItself(
  { key, value }: { key: string; value: string },
  headers: Record<string, string>,
): boolean {
  if (key === 'cookie') return true;
  return keptScheme.test(value) && (headers['sec-fetch-site'] !== undefined || headers.origin !== undefined);
}
