import type { ErrorCode } from '@sgim/auth-service/contract/errors';
import { refuse } from './answer.ts';

/** Ends the answering of a request, however deep it is. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
  ) {
    super(code);
  }
}

/** What Orthanc did not answer, and why as far as a status tells. */
export function refusalOf(status: number): Refusal {
  if (status === 503) return new Refusal(status, 'service.unavailable');
  return status < 500 ? new Refusal(status, 'request.invalid') : new Refusal(status, 'internal');
}

/** The answer, or the refusal that was thrown on the way. */
export function answerOrRefuse(answer: () => RouteResponse): RouteResponse {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, error.code);
    throw error;
  }
}
