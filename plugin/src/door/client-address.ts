/** IPv4 or IPv6 as text; what a proxy may write beside it (a port, brackets, `unknown`, RFC 7239 § 6) is not an address. */
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+)$/i;

/**
 * The address of the client: that of the TCP peer, or, where the peer is one of the site's own proxies, the last one in
 * `X-Forwarded-For` that is none of them. What stands before it was written by whoever sent the request.
 */
export function findClientAddress(
  peer: string,
  forwardedFor: string | undefined,
  proxies: ReadonlySet<string>,
): string {
  if (!proxies.has(peer) || forwardedFor === undefined) return peer;
  const hops = forwardedFor.split(',').map((hop) => hop.trim());
  const client = hops.findLast((hop) => !proxies.has(hop));
  return client !== undefined && address.test(client) ? client : peer;
}
