import { firstSegment } from './path.ts';
import type { Reach, Row } from './routes.ts';

/** A row, ready to be compared with requests. */
export interface Rule {
  path: RegExp;
  /** Any one of these is enough. */
  permissions: readonly string[];
  reach: Reach;
}

/** The rule that decides about a request, or undefined where no row matches. */
export type PermissionTable = (method: HttpMethod, path: string) => Rule | undefined;

/** `^/word` or `^/(word|word)`, up to a slash or the end. */
const literalHead = /^\^\/(?:([\w-]+)|\(([\w|-]+)\))(?=\/|\$|\(\/)/;

/**
 * Sorts rows by method and first path segment, so that a request is compared with a handful of expressions. They are
 * compiled when a request first needs them: most runtimes never need most of them.
 *
 * @throws Error for a row whose path does not begin with literal words.
 */
export function makePermissionTable(rows: readonly Row[]): PermissionTable {
  const buckets = new Map<string, Row[]>();
  for (const row of rows) {
    const [method, path] = row;
    const [, word, words] = literalHead.exec(path) ?? [];
    const segments = (word ?? words)?.split('|');
    if (segments === undefined) throw new Error(`A permission row must begin with literal words: ${path}`);
    for (const segment of segments) {
      const key = `${method.toUpperCase()} ${segment}`;
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [row]);
      else bucket.push(row);
    }
  }

  const compiled = new Map<string, Rule[]>();
  const compile = (key: string): Rule[] => {
    const rules = (buckets.get(key) ?? []).map(([, path, permissions, reach]) => ({
      path: new RegExp(path),
      permissions: permissions.split('|'),
      reach,
    }));
    // A key without rows comes from the request and would let anybody fill the memory.
    if (rules.length > 0) compiled.set(key, rules);
    return rules;
  };

  return (method, path) => {
    const key = `${method} ${firstSegment(path)}`;
    const rules = compiled.get(key) ?? compile(key);
    return rules.find((rule) => rule.path.test(path));
  };
}
