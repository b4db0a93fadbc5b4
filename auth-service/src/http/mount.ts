import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import { Type } from 'typebox';
import type { Route, RouteInput, RouteOutput } from '../../contract/route.ts';
import { type Actor, decideAccess, type SessionActor } from './access.ts';
import { type Credential, findCredential, tokenArguments } from './credential.ts';
import { Problem } from './problem.ts';
import { isSameOrigin } from './same-origin.ts';
import { type Check, closeSchema, compileCheck } from './validation.ts';

/** What a handler gets: the validated input and who is asking. */
interface Call<R extends Route> extends RouteInput<R> {
  actor: ActorOf<R['access']>;
  request: Request;
  response: Response;
}

type ActorOf<A extends Route['access']> = A extends 'public' | 'service'
  ? Actor | undefined
  : A extends 'signed-in'
    ? SessionActor
    : Actor;

type Handler<R extends Route> = (call: Call<R>) => Promise<RouteOutput<R>>;
export type Mount = <R extends Route>(route: R, handle: Handler<R>, ...before: RequestHandler[]) => void;

export interface MountOptions {
  identify(credential: Credential): Promise<Actor | undefined>;
  publicUrl: string;
  /** Fails a request whose answer breaks the contract or says more than the contract names. For tests. */
  checkResponses: boolean;
}

const defaultBodyKilobytes = 100;
const nothing = Type.Object({}, { additionalProperties: false });

/**
 * Returns the function that puts a declared route into service: access, origin, body, validation, handler, answer, in this
 * order, so that nothing is read from somebody who may not ask.
 */
export function createMount(router: Router, { identify, publicUrl, checkResponses }: MountOptions): Mount {
  return (route, handle, ...before) => {
    const check = compileRoute(route);
    const checkResponse =
      checkResponses && route.response ? compileCheck(closeSchema(route.response)) : undefined;

    const guard: RequestHandler = async (request, response, next) => {
      const credential = route.access === 'service' ? undefined : readCredential(request);
      const actor = credential && (await identify(credential));
      const decision = decideAccess(route.access, request.caller, actor);
      if (!decision.allow) throw new Problem(decision.status, decision.code);
      const provesItself = route.access === 'service' || credential?.kind === 'token';
      if (route.method !== 'GET' && !provesItself && !isSameOrigin(readProvenance(request), publicUrl))
        throw new Problem(403, 'request.cross-site');
      response.locals.actor = actor;
      next();
    };

    const answer: RequestHandler = async (request, response) => {
      const input = check(request);
      const actor: Actor | undefined = response.locals.actor;
      // The checks above and `decideAccess` have established what the types say.
      const output = await handle({ ...input, actor, request, response } as unknown as Call<typeof route>);
      const broken = checkResponse?.(output) ?? [];
      if (broken.length > 0) throw new Error(`The answer breaks the contract: ${broken.join(', ')}`);
      if (route.response === null) response.status(204).end();
      else response.json(output);
    };

    const limit = `${route.bodyKilobytes ?? defaultBodyKilobytes}kb`;
    const body = route.body ? [requireJson, express.json({ limit })] : [];
    router[toMethod(route)](route.path, guard, ...body, ...before, answer);
  };
}

const toMethod = (route: Route) => route.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';

function readCredential(request: Request) {
  return findCredential({
    method: request.method,
    query: request.query,
    header: (name) => request.get(name),
  });
}

const readProvenance = (request: Request) => ({
  fetchSite: request.get('sec-fetch-site'),
  origin: request.get('origin'),
  host: request.get('x-forwarded-host'),
});

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json'))
    throw new Problem(415, 'request.invalid', { details: ['Content-Type must be application/json'] });
  next();
};

function compileRoute(route: Route): (request: Request) => RouteInput<Route> {
  const checks: Record<'params' | 'query' | 'body', Check> = {
    params: compileCheck(route.params ?? nothing, { fromText: true }),
    query: compileCheck(route.query ?? nothing, { fromText: true }),
    body: route.body ? compileCheck(route.body) : () => [],
  };
  return (request) => {
    const input = { params: { ...request.params }, query: withoutTokens(request.query), body: request.body };
    const details = Object.entries(checks).flatMap(([part, check]) =>
      check(input[part as keyof typeof input]).map((problem) => `${part}${problem}`),
    );
    if (details.length > 0) throw new Problem(400, 'request.invalid', { details });
    return input as RouteInput<Route>;
  };
}

/** A token in the query is a credential, not an argument of the route. */
function withoutTokens(query: Request['query']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !tokenArguments.includes(name)));
}
