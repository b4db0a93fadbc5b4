const origin = /^(https?):\/\/((?:[a-z0-9._-]+|\[[0-9a-f:.]+\]))(?::(\d{1,5}))?\/?$/i;

/** The origin as browsers write it (RFC 6454 § 6.2): lower case, without the default port. */
export function readOrigin(url: string): string | undefined {
  const [, scheme, host, port] = origin.exec(url.toLowerCase()) ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  const isDefaultPort = port === undefined || Number(port) === (scheme === 'https' ? 443 : 80);
  return isDefaultPort ? `${scheme}://${host}` : `${scheme}://${host}:${Number(port)}`;
}
