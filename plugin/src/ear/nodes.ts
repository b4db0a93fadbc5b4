import type { nodeRoutes } from '@sgim/auth-service/contract/nodes';
import { everyStudy } from '@sgim/auth-service/contract/permissions';
import type { RouteOutput } from '@sgim/auth-service/contract/route';
import type { Scope } from '../gate/scope.ts';
import { describeFailure, type InternalService } from '../internal-service.ts';
import { makeQuietLog } from '../quiet-log.ts';
import { nodesProperty } from './reserved.ts';

type Route = typeof nodeRoutes.readDicomNodes;
type Entry = RouteOutput<Route>['nodes'][number];

/** What the gate adds to a modality of Orthanc's configuration. */
export interface Node {
  /** Given to the studies that it sends. */
  labels: readonly string[];
  /** The studies that it may find and retrieve. */
  scope: Scope;
}

export interface Nodes {
  /**
   * By the AE title, as a modality gives it. One that nobody has said anything about is what it is in Orthanc: no labels, every study.
   *
   * @throws Error where nobody knows: the service was never there
   */
  find(aet: string): Node;
  /** The service is asked again. */
  forget(): void;
}

/** A change is announced; this is for what goes amiss. */
const knownMs = 60_000;
/** How soon a service that was away is asked again. */
const awayMs = 5000;
/** On the thread of an association. */
const timeoutMs = 900;
const cacheKey = 'DICOM nodes';

type Host = Pick<Orthanc, 'cache' | 'properties' | 'log'>;

/** DICOM nodes as the service says, or as it said when it was last there. */
export function makeNodes(host: Host, ask: InternalService): Nodes {
  const warn = makeQuietLog(host);
  let meaning: { text: string; nodes: ReadonlyMap<string, Node> } | undefined;

  const read = (): Cached | undefined => {
    const copy = host.properties.get(nodesProperty);
    try {
      const { nodes } = ask<Route>({ method: 'GET', path: '/internal/dicom-nodes', timeoutMs });
      const value = JSON.stringify(nodes);
      if (value !== copy) host.properties.set(nodesProperty, value);
      return { value, ttlMs: knownMs };
    } catch (error) {
      warn(`DICOM nodes are as they were: ${describeFailure(error)}`);
      return copy === undefined || copy === '' ? undefined : { value: copy, ttlMs: awayMs };
    }
  };

  const parse = (text: string): ReadonlyMap<string, Node> => {
    if (meaning?.text !== text) meaning = { text, nodes: readEntries(JSON.parse(text)) };
    return meaning.nodes;
  };

  return {
    find: (aet) => {
      const text = host.cache.getOrCompute(cacheKey, read);
      if (text === undefined)
        throw new Error('nobody knows what DICOM nodes may do: the service was never there');
      return parse(text).get(fold(aet)) ?? { labels: [], scope: everything };
    },
    forget: () => host.cache.delete(cacheKey),
  };
}

const everything: Scope = { everything: true, labels: [], studies: [] };

/** Where no service of ours says more: every node is what it is in Orthanc. */
export const unlimitedNodes: Nodes = {
  find: () => ({ labels: [], scope: everything }),
  forget: () => undefined,
};

/** Orthanc takes `CT1` and `ct1` for the same modality, and so does the service. */
const fold = (aet: string) => aet.trim().toLowerCase();

const readEntries = (entries: readonly Entry[]): ReadonlyMap<string, Node> =>
  new Map(entries.map(({ aet, labels, scope }) => [fold(aet), { labels, scope: readScope(scope) }]));

const readScope = (labels: readonly string[]): Scope =>
  labels.includes(everyStudy) ? everything : { everything: false, labels, studies: [] };
