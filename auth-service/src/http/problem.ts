import { type ErrorCode, errors, type Problem as ProblemBody } from '../../contract/errors.ts';

/**
 * Statuses that Orthanc's HTTP server can send on. It knows no 429: too many attempts are a 403 with a code of their own.
 */
type RefusalStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 500 | 503;

interface ProblemOptions {
  /** What exactly is wrong. Never a value that somebody sent. */
  details?: string[];
  headers?: Record<string, string>;
  cause?: unknown;
}

/** A refusal that the client is told about, as a status and a stable code. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly headers: Record<string, string>;
  private readonly details: string[] | undefined;

  constructor(
    readonly status: RefusalStatus,
    readonly code: ErrorCode,
    { details, headers = {}, cause }: ProblemOptions = {},
  ) {
    super(errors[code], { cause });
    this.details = details;
    this.headers = headers;
  }

  /** The JSON body. */
  toJSON(): ProblemBody {
    return {
      code: this.code,
      message: this.message,
      ...(this.details && { details: this.details }),
    };
  }
}
