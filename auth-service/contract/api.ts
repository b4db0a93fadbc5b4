import { audit } from './audit.ts';
import { description } from './description.ts';
import { labels } from './labels.ts';
import { links } from './links.ts';
import { nodes } from './nodes.ts';
import type { Route } from './route.ts';
import { session } from './session.ts';
import { tokens } from './tokens.ts';

/** Every public route, by feature. */
export const api = { audit, description, labels, links, nodes, session, tokens };

type Features = typeof api;
type PublicRoute = { [F in keyof Features]: Features[F][keyof Features[F]] }[keyof Features];

/**
 * The routes by `METHOD /path`. A browser imports this as a type alone and sends none of the schemas:
 * `request('GET /sgim/api/tokens')` is typed without a byte of TypeBox.
 */
export type Api = {
  [R in PublicRoute as R extends Route ? `${R['method']} ${R['path']}` : never]: R;
};
