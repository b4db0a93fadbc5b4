import { isEmpty, type Scope } from '../gate/scope.ts';
import { type Answer, passOn, refuse, type Tools } from './answer.ts';
import { readAsking, scopeOf } from './asking.ts';
import { makeFindIndex } from './find-index.ts';
import { makeMembers } from './find-members.ts';
import type { FindLevel } from './find-query.ts';
import { makeScopedFind } from './find-scope.ts';
import { Refusal } from './refusal.ts';

export const statisticsRoute = '/statistics';

/** Pages show it again and again, and counting takes as long as a search. */
const keptMs = 10_000;
/** Of how many studies sizes are added up, each with a question of its own. */
const mostSizes = 300;
const megabyte = 1024 * 1024;

const counts = {
  CountPatients: 'Patient',
  CountStudies: 'Study',
  CountSeries: 'Series',
  CountInstances: 'Instance',
} as const satisfies Record<string, FindLevel>;

/** How much there is in the scope. Of a scope with many studies only how many, not how large. */
export function makeStatistics(tools: Tools): Answer {
  const { host } = tools;
  const scoped = makeScopedFind(tools);
  const members = makeMembers(tools, makeFindIndex(tools));

  /** A count that would be too much work is left out. */
  const count = (scope: Scope, level: FindLevel): number | undefined => {
    try {
      return scoped.count({ level, tags: [] }, scope);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'search.too-broad') return undefined;
      throw error;
    }
  };

  const measure = (scope: Scope): Record<string, string | number> => {
    let [disk, uncompressed] = [0, 0];
    for (const { study } of members.list(scope, { tags: [] }, [])) {
      const { status, body } = host.restApi({ method: 'GET', uri: `/studies/${study}/statistics` });
      if (status !== 200) continue;
      // Bytes, as texts.
      const { DiskSize, UncompressedSize } = JSON.parse(host.utf8.decode(body));
      disk += Number(DiskSize);
      uncompressed += Number(UncompressedSize);
    }
    return {
      TotalDiskSize: String(disk),
      TotalDiskSizeMB: Math.floor(disk / megabyte),
      TotalUncompressedSize: String(uncompressed),
      TotalUncompressedSizeMB: Math.floor(uncompressed / megabyte),
    };
  };

  const compute = (scope: Scope) => {
    const counted = Object.fromEntries(
      Object.entries(counts).map(([name, level]) => [name, count(scope, level)]),
    );
    const sizes = (counted.CountStudies ?? 0) > mostSizes ? {} : measure(scope);
    return { value: JSON.stringify({ ...counted, ...sizes }), ttlMs: keptMs };
  };

  return (request) => {
    const scope = scopeOf(readAsking(tools, request), 'view');
    if (scope.everything) return passOn(tools, request);
    if (isEmpty(scope)) return refuse(403, 'permission.missing');
    if (request.method !== 'GET') return refuse(404, 'route.unknown');
    const { labels, studies } = scope;
    const key = `statistics ${JSON.stringify([labels, studies])}`;
    return {
      status: 200,
      headers: [['Content-Type', 'application/json; charset=utf-8']],
      body: host.cache.getOrCompute(key, () => compute(scope)) ?? '{}',
    };
  };
}
