/** Controls, backslash and percent: nothing that Orthanc serves has them, tricks do. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the purpose
const forbidden = /[\x00-\x1f\x7f\\%]/;

/**
 * The path that rules are written for: no slash at its end (Orthanc ignores those when it routes), except for `/` itself.
 *
 * @returns undefined for what is never served: dot segments, empty segments, control characters, a backslash, or a percent sign
 * (Orthanc has decoded the path once, so that one is a second encoding).
 */
export function normalisePath(path: string): string | undefined {
  if (!path.startsWith('/') || forbidden.test(path)) return undefined;
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '/';
  const segments = trimmed.slice(1).split('/');
  return segments.some((segment) => segment === '' || segment === '.' || segment === '..')
    ? undefined
    : trimmed;
}

/** The first segment of a normalised path, without slashes. */
export function firstSegment(path: string): string {
  const end = path.indexOf('/', 1);
  return end < 0 ? path.slice(1) : path.slice(1, end);
}
