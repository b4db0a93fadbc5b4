import type { PermissionRows } from '../configuration/permission-rows.ts';
import { makePermissionTable, type Rule } from './permissions.ts';
import { nativeRoutes } from './routes.ts';
import type { Target } from './targets.ts';

/** The rule that decides about a request, or undefined where no row matches. */
export type FindRule = (method: HttpMethod, path: string, target: Target | undefined) => Rule | undefined;

/**
 * The table of permissions: ours, or that of the site in its place, and then the site's extra rows. Theirs say what permission a route
 * needs, but most often not what it is about: that is what our table knows of the same route, or else the studies that
 * the path names, or else everything.
 */
export function makeRules({ replacing, extra }: PermissionRows): FindRule {
  const findNative = makePermissionTable(nativeRoutes, { takesAnyIdentifier: true });
  if (replacing === undefined && extra.length === 0) return findNative;
  const find = makePermissionTable([...(replacing ?? nativeRoutes), ...extra]);
  return (method, path, target) => {
    const rule = find(method, path);
    if (rule === undefined) return undefined;
    const reach = rule.reach ?? findNative(method, path)?.reach ?? (target === undefined ? 'all' : 'study');
    return { ...rule, reach };
  };
}
