import { type Static, type TSchema, Type } from 'typebox';
import type { Permission } from './permissions.ts';

/**
 * One route of the API, declared once: the server validates by it and refuses by it, OpenAPI is generated from it and the UI's
 * client is typed by it. Methods are the four that Orthanc's HTTP server passes.
 */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Express path, `:name` for a parameter. */
  path: `/${string}`;
  summary: string;
  /** Who may call it: anybody, anybody who is signed in, or whoever holds the permission. */
  access: Permission | 'public' | 'signed-in';
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** `null` answers 204. */
  response: TSchema | null;
}

/** Checks a declaration without widening its literal types. */
export const route = <const R extends Route>(declaration: R): R => declaration;

type Parsed<S> = S extends TSchema ? Static<S> : undefined;

export interface RouteInput<R extends Route> {
  params: Parsed<R['params']>;
  query: Parsed<R['query']>;
  body: Parsed<R['body']>;
}

export type RouteOutput<R extends Route> = R['response'] extends TSchema ? Static<R['response']> : undefined;

/** An object that refuses keys it does not know. */
export const strictObject = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
