import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import { type DestinationStream, type Logger, pino } from 'pino';
import { pinoHttp } from 'pino-http';

/**
 * The service's log: one JSON object per line. Of an error it keeps type, message, code and stack, and nothing that a driver
 * adds to it (PostgreSQL quotes rows in `detail`).
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    destination ?? pino.destination(),
  );
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...('code' in error && { code: error.code }),
    ...(error.cause instanceof Error && { cause: describeError(error.cause) }),
  };
}

/** Logs each answered request by method, path and status: no query, no header, no body, no cookie. */
export function logRequests(log: Logger): RequestHandler {
  return pinoHttp({
    logger: log,
    wrapSerializers: false,
    genReqId: () => randomUUID(),
    quietReqLogger: true,
    autoLogging: { ignore: (request) => request.url === '/health' },
    customAttributeKeys: { req: 'request', res: 'response', reqId: 'requestId', responseTime: 'durationMs' },
    customLogLevel: (_request, response) => (response.statusCode === 500 ? 'error' : 'info'),
    // The failure itself is logged where it is answered.
    customErrorObject: (_request, _response, _error, { err: _cause, ...facts }) => facts,
    serializers: { request: describeRequest, response: describeResponse },
  }) as unknown as RequestHandler;
}

/** Longer than any path of ours: strangers choose what they ask for, not how much is kept of it. */
const longestPath = 200;

const describeRequest = (request: IncomingMessage & { originalUrl?: string }) => ({
  method: request.method,
  path: (request.originalUrl ?? request.url ?? '').split('?', 1)[0]?.slice(0, longestPath),
});

const describeResponse = (response: ServerResponse) => ({ status: response.statusCode });
