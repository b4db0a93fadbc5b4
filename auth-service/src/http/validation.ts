import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { TSchema } from 'typebox';
import { Email } from '../../contract/session.ts';

/** `ajv-formats` is a CommonJS module that TypeScript and Node see differently. */
type AddFormats = (ajv: Ajv2020) => void;
const addFormats = formats as unknown as AddFormats;

function createAjv(coerceTypes: boolean): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, coerceTypes });
  addFormats(ajv);
  return ajv;
}

const exact = createAjv(false);
/** Path parameters and query arguments are text: `5` becomes a number where the schema wants one. */
const coercing = createAjv(true);

/** Checks a value, and returns what is wrong with it: paths and rules, never the value itself. */
export type Check = (value: unknown) => string[];

/** @param options.fromText the value's leaves arrive as text and may be converted in place */
export function compileCheck(schema: TSchema, { fromText = false } = {}): Check {
  const validate = (fromText ? coercing : exact).compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(describe));
}

function describe({ instancePath, message, params }: ErrorObject): string {
  const unknownKey = params.additionalProperty ?? params.unevaluatedProperty;
  return `${instancePath || '/'} ${message}${unknownKey === undefined ? '' : `: ${unknownKey}`}`;
}

/** The same schema with every object refusing keys it does not name: proves that an answer gives nothing away. */
export function closeSchema(schema: TSchema): TSchema {
  return close(schema) as TSchema;
}

function close(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(close);
  if (typeof node !== 'object' || node === null) return node;
  const closed = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, close(value)]));
  return 'properties' in closed ? { ...closed, additionalProperties: false } : closed;
}

const checkEmail = compileCheck(Email);

/** By the same rule as the API. */
export const isEmail = (text: string): boolean => checkEmail(text).length === 0;
