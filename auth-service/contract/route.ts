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
  /**
   * Who may call it: anybody (`public`), a person with a session (`signed-in`, not an API token), whoever holds the
   * permission on any study (by session or token), or only a holder of the shared secret (`service`).
   */
  access: Permission | 'public' | 'signed-in' | 'service';
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** The longest body, where the usual 100 are not enough. */
  bodyKilobytes?: number;
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

/** A line of text for people: not blank, no control characters (PostgreSQL cannot store NUL). */
export const LineOfText = (maxLength: number) =>
  Type.String({ maxLength, pattern: '^(?=.*\\S)[^\\u0000-\\u001f\\u007f]*$' });
