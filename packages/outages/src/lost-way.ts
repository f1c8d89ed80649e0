/** System error codes of a server that is not reached, or that this machine has no sockets, names or addresses for. */
const CODES =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENETRESET|EADDRNOTAVAIL|EAFNOSUPPORT|EMFILE|ENFILE|ENOBUFS|EAI_\w+|ENOTFOUND)$/;
/** An operator mends these at the server: a certificate that expired, a TLS handshake that failed. */
const TLS = /^(EPROTO$|ERR_SSL_|ERR_TLS_|UNABLE_TO_|HOSTNAME_MISMATCH)|(^|_)CERT(_|$)/;

/** Whether a socket was lost or not opened. The next one may succeed without anybody's help. */
export const isSocketLost = (error: Error): boolean => CODES.test(codeOf(error)) || isSocketFileGone(error);

/** Whether no connection to the server is possible for now. */
export const isWayLost = (error: Error): boolean =>
  CODES.test(codeOf(error)) || TLS.test(codeOf(error)) || ('syscall' in error && error.syscall === 'connect');

/** The `code` of an error: the system's, or the SQLSTATE that a server reported; empty if it has none. */
export const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : '';

/** A server that restarts removes its Unix socket for a moment. */
const isSocketFileGone = (error: Error): boolean =>
  codeOf(error) === 'ENOENT' && 'syscall' in error && error.syscall === 'connect';

/** Also of another realm, as errors of Node itself are in a virtual machine. */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
