import { Type } from 'typebox';
import { route } from './route.ts';

/** The API's own description. */
export const description = {
  openApi: route({
    method: 'GET',
    path: '/sgim/api/openapi.json',
    summary: 'This API as an OpenAPI 3.1 document',
    access: 'public',
    response: Type.Object({
      openapi: Type.String(),
      info: Type.Unknown(),
      servers: Type.Unknown(),
      paths: Type.Unknown(),
      components: Type.Unknown(),
    }),
  }),
};
