/**
 * How pg, its pool and Knex say that there is no connection, without a class or a code. Knex puts the statement in front.
 */
const messages =
  /(?:^| - )(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed|Knex: Timeout acquiring a connection|Defined query timeout)/;
const networkCodes =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/;
/**
 * PostgreSQL's own classes 08 (connection), 53 (resources), 57P (shut down, starting) and 57014 (cancelled, by our time-out).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const sqlStates = /^(08...|53...|57P..|57014)$/;

/** Whether an error says that PostgreSQL is away, as opposed to one that says that we asked for something wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return networkCodes.test(code) || sqlStates.test(code) || messages.test(error.message);
}
