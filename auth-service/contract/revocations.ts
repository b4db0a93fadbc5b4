import { Type } from 'typebox';
import { route, strictObject } from './route.ts';

/**
 * Revocations: whose rights, or which configuration, may have changed. Each has a subject:
 *
 * - a person's id (a uuid), `service:<token id>` or `link:<id>`: forget what you know of this `user-id`;
 * - `*`: of everybody;
 * - `config:labels`, `config:nodes`: read the label rules and jobs, the DICOM nodes again.
 */
export const revocationRoutes = {
  waitForRevocations: route({
    method: 'POST',
    path: '/internal/revocations/wait',
    summary: 'What was revoked after a point in the order of revocations, as soon as there is something',
    access: 'service',
    body: strictObject({
      /** The `sequence` of the answer before. Null asks where the order is now and is answered at once. */
      after: Type.Union([Type.String({ pattern: '^\\d{1,18}$' }), Type.Null()]),
      /** How long the answer may wait for something to happen. */
      waitSeconds: Type.Integer({ minimum: 0, maximum: 25 }),
    }),
    response: Type.Object({
      /** To be given as `after` next time. The same as before when nothing happened. */
      sequence: Type.String(),
      /** Each once. Empty when `all` is true. */
      subjects: Type.Array(Type.String()),
      /** True when the service cannot tell: `after` is too old, or of another database. Forget everything. */
      all: Type.Boolean(),
    }),
  }),
};
