import { type ErrorCode, errors } from '@sgim/auth-service/contract/errors';
import { text } from '../i18n/language.ts';

/** What can go wrong between the page and the servers, beyond the codes of the API. */
export type ProblemCode = ErrorCode | 'network' | 'refused' | 'not-found' | 'server' | 'engine';

/**
 * A request that did not succeed. `status` 0 means that no answer came.
 */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  readonly code: ProblemCode;
  readonly status: number;
  readonly details: readonly string[];
  readonly requestId: string | undefined;

  constructor(
    code: ProblemCode,
    status: number,
    options: {
      message?: string | undefined;
      details?: readonly string[];
      requestId?: string | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(options.message ?? code, { cause: options.cause });
    this.code = code;
    this.status = status;
    this.details = options.details ?? [];
    this.requestId = options.requestId;
  }
}

export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && code in errors;

/** The sentence for people, in their language. */
export function problemText(problem: unknown): string {
  const { problems } = text.value;
  if (!(problem instanceof RequestProblem)) return problems.internal;
  if (problem.code === 'engine') return problem.message;
  return problems[problem.code];
}

/** What to quote to whoever helps: the code, the status, and the number under which the log has the cause. */
export function problemReference(problem: unknown): string {
  if (!(problem instanceof RequestProblem)) return problem instanceof Error ? problem.name : 'unknown';
  return [problem.code, problem.status || null, problem.requestId].filter(Boolean).join(' · ');
}
