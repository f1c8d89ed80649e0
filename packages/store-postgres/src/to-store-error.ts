import { StoreError, type StoreErrorCode } from '@ag06/store';

/**
 * SQLSTATE classes. 53: insufficient resources; 54: program limits; 22, 23, 42: the statement or its data is wrong; XX001,
 * XX002: damaged data.
 */
const CODES: readonly (readonly [RegExp, StoreErrorCode, string])[] = [
  [/^53[12]/, 'STORE_FULL', 'PostgreSQL is out of space or memory: free some, or delete old runs.'],
  [/^(3F000|42P01|42883)$/, 'STORE_SCHEMA_OLDER', 'The store has no tables of ours: run `ag06 migrate`.'],
  [/^(22|23|42|54|P0001|XX00[12])/, 'STORE_REPLY_INVALID', 'PostgreSQL could not apply a command.'],
];

/**
 * SQLSTATEs after which a retry may succeed: the connection is lost (08), no connection or lock is free (53, 55P03), the
 * database itself is busy (55006), the server was asked to stop (57), is still a replica (25), rolled this transaction back
 * for another (40), cannot read its disk (58), or does not accept our user until somebody corrects that (28, 3D000); or a
 * pooler gave our statement to a connection that does not know it (26).
 */
const PASSING_STATES = /^(08|25|26|28|40|53|55006|55P03|57|58|3D000|XX000)/;
/** System error codes: the server cannot be reached, or this machine lacks the resources to do so. */
const PASSING_ERRNOS =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EPROTO|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENETRESET|EADDRNOTAVAIL|EAFNOSUPPORT|EMFILE|ENFILE|ENOBUFS|EAI_\w+|ENOTFOUND)$/;
/** The server can mend an expired certificate or a connection without the required encryption. */
const PASSING_TLS = /^(ERR_SSL_|ERR_TLS_|UNABLE_TO_|HOSTNAME_MISMATCH)|(^|_)CERT(_|$)/;
/** Errors of the client that have no code. */
const PASSING_MESSAGES =
  /^(Connection (terminated|ended)|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered a connection error|was closed|network socket disconnected)|Received unexpected|SASL: |The server does not support SSL|There was an error establishing an SSL|The database is closed|database .{1,200} is not currently accepting|Cannot use a pool after|PGlite is clos)/;

/**
 * Poolers and hosted servers use XX000 when they cannot reach the server or have no connection left. The server itself
 * uses it for data that is too large for it, which is permanent.
 */
const TOO_LARGE = /invalid memory alloc request size/;

/**
 * Maps an error of PostgreSQL or of the connection to the port's. Only known passing errors are `STORE_UNAVAILABLE`;
 * unknown states are permanent. Other errors, such as our own defects, are returned unchanged.
 */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StoreError) return error;
  const { message } = error;
  const state = codeOf(error);
  const judged = state === 'XX000' && TOO_LARGE.test(message) ? '54000' : state;
  const found = CODES.find(([pattern]) => pattern.test(judged));
  if (found !== undefined) {
    const [, code, remedy] = found;
    return new StoreError(code, `${remedy} (${state}: ${message})`, error);
  }
  if (isPassing(error, state))
    return new StoreError('STORE_UNAVAILABLE', `PostgreSQL did not answer: ${message}`, error);
  if (!IS_STATE.test(state)) return error;
  return new StoreError('STORE_REPLY_INVALID', `PostgreSQL refused a command (${state}: ${message})`, error);
}

const isPassing = (error: Error, code: string): boolean =>
  PASSING_STATES.test(code) ||
  PASSING_ERRNOS.test(code) ||
  PASSING_TLS.test(code) ||
  PASSING_MESSAGES.test(error.message) ||
  // Any failure to connect: the socket of a restarting server does not exist.
  ('syscall' in error && error.syscall === 'connect');

/** SQLSTATEs are five digits and capitals. System error codes have no digits. */
const IS_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';
