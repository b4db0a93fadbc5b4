/** Nothing that Orthanc serves has them, tricks do. A percent sign is a second encoding: Orthanc has decoded the path once. */
const forbidden = ['\0', '\\', '%'];

/**
 * The path that rules are written for: no slash at its end (Orthanc ignores those when it routes), except for `/` itself.
 *
 * @returns undefined for what is never served: dot segments, empty segments, NUL, a backslash or a percent sign.
 */
export function normalisePath(path: string): string | undefined {
  // Runs for every request: plain searches cost a tenth of a regular expression in QuickJS.
  if (!path.startsWith('/') || forbidden.some((character) => path.includes(character))) return undefined;
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  const trimmed = path.slice(0, end);
  return hasOddSegment(trimmed) ? undefined : trimmed;
}

function hasOddSegment(path: string): boolean {
  if (!path.includes('/.')) return path.includes('//');
  const [, ...segments] = path.split('/');
  return segments.some((segment) => segment === '' || segment === '.' || segment === '..');
}

/** The first segment of a normalised path, without slashes. */
export function firstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  return end < 0 ? path.slice(1) : path.slice(1, end);
}
