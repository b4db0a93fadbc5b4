type Header = [name: string, value: string];

/** WebAssembly and blob images are for the viewer; nothing is loaded from elsewhere and nothing inline runs. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob: data:",
  "style-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What protects our pages in the browser.
 *
 * @param publicOrigin With https, browsers are told never to come back without it (RFC 6797), for a year.
 */
export function securityHeaders(publicOrigin: string | undefined): readonly Header[] {
  const headers: Header[] = [
    ['Content-Security-Policy', contentSecurityPolicy],
    ['X-Content-Type-Options', 'nosniff'],
    ['Referrer-Policy', 'no-referrer'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
  ];
  if (publicOrigin?.startsWith('https:')) {
    headers.push(['Strict-Transport-Security', 'max-age=31536000']);
  }
  return headers;
}
