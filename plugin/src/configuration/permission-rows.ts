import type { Reach, Row } from '../gate/routes.ts';
import type { Problems, Section } from './section.ts';

/** A row of the site's own table. One without reach has that of our table for the same request. */
export type SiteRow = readonly [
  method: Row[0],
  path: string,
  /** Separated by `|`; empty for anybody. */
  permissions: string,
  reach: Reach | undefined,
];

/** The table of permissions as the site wants it. */
export interface PermissionRows {
  /** In place of ours: `"Permissions"`. Undefined where ours is to be used. */
  replacing: readonly SiteRow[] | undefined;
  /** After whichever is used: `"ExtraPermissions"`. */
  extra: readonly SiteRow[];
}

const methods: ReadonlySet<string> = new Set(['get', 'post', 'put', 'delete']);
const reaches: ReadonlySet<string> = new Set(['study', 'cut', 'own', 'any', 'all']);
const words = /^(?:[^\s|]+(?:\|[^\s|]+)*)?$/;

/** @param roots Where other plugins have their routes: what rows write as `DICOM_WEB_ROOT` and `OE2_ROOT`. */
export function readPermissionRows(
  section: Section,
  roots: { dicomWeb: string; explorer2: string },
  problems: Problems,
): PermissionRows {
  const readRow = (key: string, row: unknown, index: number): SiteRow | undefined => {
    const name = `"Authorization.${key}" row ${index + 1}`;
    if (
      !Array.isArray(row) ||
      row.length < 3 ||
      row.length > 4 ||
      row.some((cell) => typeof cell !== 'string')
    ) {
      problems.push(`${name} must be ["method", "path", "permission|permission"]`);
      return undefined;
    }
    const [method, path, permissions, reach] = row as [string, string, string, string | undefined];
    const before = problems.length;
    if (!methods.has(method.toLowerCase()))
      problems.push(`${name} must have a method of get, post, put, delete`);
    if (!words.test(permissions)) problems.push(`${name} must have permissions with | between them`);
    if (reach !== undefined && !reaches.has(reach))
      problems.push(`${name} must have a reach of ${[...reaches].join(', ')}`);
    const expression = anchor(
      path.replaceAll('DICOM_WEB_ROOT', roots.dicomWeb).replaceAll('OE2_ROOT', roots.explorer2),
    );
    if (!compiles(expression)) problems.push(`${name} must have a path that is a regular expression`);
    if (problems.length > before) return undefined;
    return [method.toLowerCase() as Row[0], expression, permissions, reach as Reach | undefined];
  };
  const readRows = (key: string): SiteRow[] | undefined => {
    const rows = section.value(key);
    if (rows === undefined) return undefined;
    if (!Array.isArray(rows)) {
      problems.push(`"Authorization.${key}" must be a list of rows`);
      return undefined;
    }
    return rows.map((row, index) => readRow(key, row, index)).filter((row) => row !== undefined);
  };
  return { replacing: readRows('Permissions'), extra: readRows('ExtraPermissions') ?? [] };
}

/** The whole path must match, whether the row says so or not. */
function anchor(path: string): string {
  const body = path.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
  return hasAlternatives(body) ? `^(?:${body})$` : `^${body}$`;
}

/** Whether there is a `|` outside of all brackets. */
function hasAlternatives(expression: string): boolean {
  let depth = 0;
  for (const token of expression.match(/\\.|\[(?:\\.|[^\]\\])*\]|./gs) ?? []) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (token === '|' && depth === 0) return true;
  }
  return false;
}

function compiles(expression: string): boolean {
  try {
    new RegExp(expression);
    return true;
  } catch {
    return false;
  }
}
