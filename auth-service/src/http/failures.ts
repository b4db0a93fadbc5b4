import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { isDatabaseAway } from '../db/availability.ts';
import { Problem } from './problem.ts';

/** Answers what no route has answered. */
export const refuseUnknown: RequestHandler = () => {
  throw new Problem(404, 'route.unknown');
};

/** Turns every failure into a JSON problem, and logs those that are ours. */
export function answerFailures(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    const problem = toProblem(error);
    if (problem.status === 500) log.error({ requestId: request.id, err: error }, 'request failed');
    // While the database is away every request says so: no stack, the cause is not here.
    if (problem.status === 503) log.warn({ requestId: request.id, reason: findReason(error) }, 'no database');
    if (response.headersSent) {
      next(error);
      return;
    }
    const body = problem.toJSON();
    if (problem.code === 'internal') body.requestId = String(request.id);
    response.status(problem.status).set(problem.headers).json(body);
  };
}

function findReason(error: unknown): string {
  const cause = error instanceof Problem ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isDatabaseAway(error)) return new Problem(503, 'service.unavailable', { cause: error });
  // Express and its body parser mark what the client did wrong by a status.
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 413) return new Problem(413, 'request.too-large', { cause: error });
  if (status === 415) return new Problem(415, 'request.invalid', { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(400, 'request.invalid', { details: ['malformed'], cause: error });
  return new Problem(500, 'internal', { cause: error });
}
