/**
 * The path that rules are written for: no slash at its end (Orthanc ignores those when it routes), except for `/` itself.
 *
 * @returns undefined for what is never served: dot segments, empty segments, NUL, a backslash or a percent sign.
 */
export function normalisePath(path: string): string | undefined {
  // Runs for every request: plain searches cost a tenth of a regular expression in QuickJS.
  if (!path.startsWith('/')) return undefined;
  // Nothing that Orthanc serves has these, tricks do. A percent sign is a second encoding: Orthanc has decoded the path once.
  if (path.includes('%') || path.includes('\0') || path.includes('\\')) return undefined;
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

/** The length of Orthanc's identifiers. */
const identifierLength = 44;
const dicomWebStudies = '/dicom-web/studies/';

/**
 * A normalised path with its identifiers replaced by asterisks: paths of the same shape are decided by the same rule, which takes any
 * identifier.
 */
export function shapeOf(path: string): string {
  if (path.startsWith(dicomWebStudies)) return shapeOfDicomWeb(path);
  const begin = path.indexOf('/', 1) + 1;
  const next = begin === 0 ? -1 : path.indexOf('/', begin);
  const end = next < 0 ? path.length : next;
  return begin > 0 && end - begin === identifierLength ? `${path.slice(0, begin)}*${path.slice(end)}` : path;
}

function shapeOfDicomWeb(path: string): string {
  let shape = dicomWebStudies;
  let begin = dicomWebStudies.length;
  for (const word of ['/series/', '/instances/', '']) {
    const end = path.indexOf('/', begin);
    // An empty identifier is none.
    if (end < 0 || word === '' || !path.startsWith(word, end) || path.length === end + word.length)
      return `${shape}*${end < 0 ? '' : path.slice(end)}`;
    shape += `*${word}`;
    begin = end + word.length;
  }
  return shape;
}
