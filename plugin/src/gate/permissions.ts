import { firstSegment, shapeOf } from './path.ts';
import type { Reach, Row } from './routes.ts';

/** A row, ready to be compared with requests. */
export interface Rule<R = Reach> {
  path: RegExp;
  /** Any one of these is enough. None is needed where there are none. */
  permissions: readonly string[];
  reach: R;
}

/** The rule that decides about a request, or undefined where no row matches. */
export type PermissionTable<R = Reach> = (method: HttpMethod, path: string) => Rule<R> | undefined;

/** `^/word` or `^/(word|word)`, up to a slash or the end. */
const literalHead = /^\^\/(?:([\w-]+)|\(([\w|-]+)\))(?=\/|\$|\(\/)/;
/** Stands for any first segment: no segment has a slash. */
const anywhere = '/';

/**
 * Sorts rows by method and first path segment, so that a request is compared with a handful of expressions. They are
 * compiled when a request first needs them: most runtimes never need most of them. Rows whose path does not begin with literal words
 * are compared with every request.
 *
 * @param options.takesAnyIdentifier No row tells one identifier from another: what was found for one is found for all.
 */
export function makePermissionTable<R>(
  rows: readonly (readonly [method: Row[0], path: string, permissions: string, reach: R])[],
  { takesAnyIdentifier = false } = {},
): PermissionTable<R> {
  /** Numbers of rows, in order. */
  const buckets = new Map<string, number[]>();
  for (const [number, [method, path]] of rows.entries()) {
    const [, word, words] = literalHead.exec(path) ?? [];
    for (const segment of (word ?? words)?.split('|') ?? [anywhere]) {
      const key = `${method.toUpperCase()} ${segment}`;
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [number]);
      else bucket.push(number);
    }
  }

  const compiled = new Map<string, readonly Rule<R>[]>();
  const compile = (method: HttpMethod, key: string): readonly Rule<R>[] => {
    const common = buckets.get(`${method} ${anywhere}`) ?? [];
    const numbers = [...(buckets.get(key) ?? []), ...common].sort((one, other) => one - other);
    const rules = numbers.flatMap((number) => compileRow(rows[number]));
    compiled.set(key, rules);
    return rules;
  };

  const compare = (method: HttpMethod, path: string): Rule<R> | undefined => {
    const key = `${method} ${firstSegment(path)}`;
    // A key without rows comes from the request and would let anybody fill the memory.
    const known = buckets.has(key) ? key : `${method} ${anywhere}`;
    const rules = compiled.get(known) ?? compile(method, known);
    return rules.find((rule) => rule.path.test(path));
  };

  if (!takesAnyIdentifier) return compare;
  /** By the shape of the path: comparing costs more than the rest of a decision. */
  const found = new Map<string, Rule<R>>();
  return (method, path) => {
    const shape = `${method} ${shapeOf(path)}`;
    const known = found.get(shape);
    if (known !== undefined) return known;
    const rule = compare(method, path);
    if (rule === undefined) return undefined;
    if (found.size >= mostShapes) found.clear();
    found.set(shape, rule);
    return rule;
  };
}

/** Shapes come from requests, if only from those that a row allows. */
const mostShapes = 512;

function compileRow<R>(row: readonly [Row[0], string, string, R] | undefined): Rule<R>[] {
  if (row === undefined) return [];
  const [, path, permissions, reach] = row;
  const words = permissions.split('|').filter((word) => word !== '');
  return [{ path: new RegExp(path), permissions: words, reach }];
}
