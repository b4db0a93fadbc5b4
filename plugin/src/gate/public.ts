import type { Unchecked } from '../configuration/unchecked.ts';

/**
 * Whether a path (normalised) is reachable by anybody: the user interface's files, which hold no data, and what the auth
 * service answers itself, where it makes its own checks and gives its own 401 and 403.
 */
export function isPublic(path: string): boolean {
  return (
    path === '/' ||
    path === '/favicon.ico' ||
    path === '/sgim/app' ||
    path.startsWith('/sgim/app/') ||
    path.startsWith('/sgim/api/') ||
    path.startsWith('/auth/')
  );
}

/** What is the product's own is never a matter of the site's lists. */
const ownFolders = /^\/(?:sgim|auth)(?:\/|$)/;

/** Whether the site has opened a path (normalised) to everybody: for reading, and for nothing else. */
export function isUnchecked(method: HttpMethod, path: string, { resources, folders }: Unchecked): boolean {
  if (method !== 'GET' || (resources.size === 0 && folders.length === 0)) return false;
  if (ownFolders.test(path)) return false;
  return resources.has(path) || folders.some((folder) => `${path}/`.startsWith(folder));
}

/** More than any public route takes, so that the route itself can say by how much a body is too large. */
const largestBody = 2 * 1024 * 1024;

/**
 * Whether a body is announced as one that strangers may send. Orthanc keeps bodies in memory as a whole before any route sees them,
 * and sets no limit of its own: one of unknown length is refused, too.
 */
export function isSmall(headers: Record<string, string>): boolean {
  if (headers['transfer-encoding'] !== undefined) return false;
  const length = headers['content-length'];
  return length === undefined || (/^\d{1,15}$/.test(length) && Number(length) <= largestBody);
}
