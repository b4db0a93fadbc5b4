import { Type } from 'typebox';
import { errors } from '../../contract/errors.ts';
import type { Route } from '../../contract/route.ts';

type Features = Readonly<Record<string, Readonly<Record<string, Route>>>>;

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } });
const problem = { $ref: '#/components/responses/Problem' };

/** Writes the declared routes as an OpenAPI 3.1 document, whose schemas are JSON Schema 2020-12 as they are. */
export function describeApi(features: Features) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [feature, routes] of Object.entries(features)) {
    for (const [name, route] of Object.entries(routes)) {
      const path = route.path.replace(/:(\w+)/g, '{$1}');
      paths[path] = {
        ...paths[path],
        [route.method.toLowerCase()]: {
          operationId: `${feature}.${name}`,
          tags: [feature],
          ...describeRoute(route),
        },
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'SGIM',
      version: '1',
      description: 'The application beside the REST API and DICOMweb of Orthanc.',
    },
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes, responses: { Problem: { description: 'Refused', ...json(Problem) } } },
  };
}

function describeRoute(route: Route) {
  return {
    summary: route.summary,
    description: describeAccess(route.access),
    security: describeSecurity(route.access),
    ...describeParameters(route),
    ...(route.body && { requestBody: { required: true, ...json(route.body) } }),
    responses: {
      ...(route.response === null
        ? { 204: { description: 'Done' } }
        : { 200: { description: 'OK', ...json(route.response) } }),
      default: problem,
    },
  };
}

function describeAccess(access: Route['access']): string {
  if (access === 'public') return 'Open to everybody.';
  if (access === 'signed-in') return 'For a signed-in person.';
  return `Needs the permission \`${access}\`.`;
}

function describeSecurity(access: Route['access']) {
  if (access === 'public') return [];
  return access === 'signed-in' ? [{ session: [] }] : [{ session: [] }, { token: [] }];
}

function describeParameters(route: Route) {
  const parameters = (['path', 'query'] as const).flatMap((place) => {
    const schema = (place === 'path' ? route.params : route.query) as ObjectSchema | undefined;
    return Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || (schema?.required ?? []).includes(name),
      schema: property,
    }));
  });
  return parameters.length > 0 ? { parameters } : {};
}

interface ObjectSchema {
  properties?: Record<string, unknown>;
  required?: string[];
}

const Problem = Type.Object({
  code: Type.Enum(Object.keys(errors)),
  message: Type.String(),
  details: Type.Optional(Type.Array(Type.String())),
  requestId: Type.Optional(Type.String()),
});

const securitySchemes = {
  session: { type: 'apiKey', in: 'cookie', name: 'sgim_session' },
  token: { type: 'http', scheme: 'bearer' },
};
