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
