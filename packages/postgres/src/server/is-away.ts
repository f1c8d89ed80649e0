import { errorCode } from '../error-code.ts';
import { judgeServerError } from './judge-server-error.ts';

/**
 * SQLSTATEs after which the same statement may succeed: the connection failed (08), the server stops, crashed or starts
 * (57P), has no connection left (53300), is a replica still (25006), or gave this transaction up for another (40).
 */
const PASSING_STATES = /^(08...|57P0[123]|53300|25006|40001|40P01)$/;
const PASSING_ERRNOS: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  // Of a host name with addresses of both kinds, on a machine that has one of them.
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'EAI_AGAIN',
  'ENOTFOUND',
]);
/** Errors that the client reports without a code. */
const PASSING_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error)/;

/** Whether this failure is one of the way to the server, or of the moment: the statement may be sent again. */
export function isAway(error: unknown): boolean {
  if (judgeServerError(error) !== undefined) return false;
  const code = errorCode(error);
  // The socket of a server that starts anew is not there.
  if (code === 'ENOENT') return error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  if (code !== undefined) return PASSING_STATES.test(code) || PASSING_ERRNOS.has(code);
  return error instanceof Error && PASSING_MESSAGES.test(error.message);
}
