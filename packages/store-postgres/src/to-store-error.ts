import { StoreError, type StoreErrorCode } from '@ag06/store';

/**
 * SQLSTATE classes: 53 insufficient resources, 54 program limits; 22, 23, 42: the statement or its data is wrong; XX001 and
 * XX002: damaged data.
 */
const CODES: readonly (readonly [RegExp, StoreErrorCode, string])[] = [
  [/^53[12]/, 'STORE_FULL', 'PostgreSQL is out of space or memory: free some, or delete old runs.'],
  [/^(3F000|42P01|42883)$/, 'STORE_SCHEMA_OLDER', 'The store has no tables of ours: run `ag06 migrate`.'],
  [/^(22|23|42|54|P0001|XX00[12])/, 'STORE_REPLY_INVALID', 'PostgreSQL could not apply a command.'],
];

/**
 * SQLSTATEs after which the same may succeed: the way to the server is lost (08), it has no connection or lock to give (53, 55P03),
 * is busy with the database itself (55006), was asked to stop (57), is a replica still (25), gave this transaction up
 * for another (40), cannot read its disk (58), or does not let us in until somebody sets its users right (28, 3D000); or a
 * pooler gave our statement to a connection that does not know it (26).
 */
const PASSING_STATES = /^(08|25|26|28|40|53|55006|55P03|57|58|3D000|XX000)/;
/** The system's codes for a way to the server that is lost, or that this machine has no means for. */
const PASSING_ERRNOS =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|EPROTO|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENETRESET|EADDRNOTAVAIL|EAFNOSUPPORT|EMFILE|ENFILE|ENOBUFS|EAI_\w+|ENOTFOUND)$/;
/** A certificate that ran out, or a connection that is not encrypted as it should be, is mended at the server. */
const PASSING_TLS = /^(ERR_SSL_|ERR_TLS_|UNABLE_TO_|HOSTNAME_MISMATCH)|(^|_)CERT(_|$)/;
/** What the client reports without a code. */
const PASSING_MESSAGES =
  /^(Connection (terminated|ended)|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (has encountered a connection error|was closed|network socket disconnected)|Received unexpected|SASL: |The server does not support SSL|There was an error establishing an SSL|The database is closed|database .{1,200} is not currently accepting|Cannot use a pool after|PGlite is clos)/;

/**
 * XX000 is what poolers and hosted servers say when they find no way to the server, or have no connection left; and what
 * the server itself says of more than it can ever hold.
 */
const TOO_LARGE = /invalid memory alloc request size/;

/**
 * What PostgreSQL or the way to it reported, as the port names it. Only what is known to pass is unavailable. A state that
 * nobody knows is refused for good, and what is no report of either, such as a defect of ours, stays as it is.
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
  // Whatever keeps this machine from reaching it: the socket of a server that starts anew is not there.
  ('syscall' in error && error.syscall === 'connect');

/** Five digits and capitals; the system's own codes have no digits. */
const IS_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';
